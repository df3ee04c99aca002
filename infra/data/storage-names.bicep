// What the data account holds, and who does what with it. storage.json is kept equal to the code by test/infra.

@export()
type queue = {
  name: string
  @description('What the app does with it: sends messages; reads (and so deletes, and hides) messages; keeps: both, and looks after it.')
  app: 'sends' | 'reads' | 'keeps'
  @description('True when the agents of the project write to it or wait on it.')
  agents: bool?
}

@export()
type container = {
  name: string
  app: 'reads' | 'writes'
  @description('True when what lands in it is ingested: Event Grid reports its blobs.')
  ingested: bool?
}

@export()
type storage = {
  queues: queue[]
  tables: string[]
  containers: container[]
}

@export()
var storageNames storage = loadJsonContent('storage.json')
