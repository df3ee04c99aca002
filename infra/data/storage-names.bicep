// What the data account holds, and who does what with it. test/infra keeps storage.json equal to what the code uses.

@export()
type queue = {
  name: string
  @description('sends: only puts messages there. reads: also takes them, hides them and looks after the queue.')
  app: 'sends' | 'reads'
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
type names = {
  queues: queue[]
  tables: string[]
  containers: container[]
  @description('The functions that answer agents: the ones worth keeping warm.')
  toolFunctions: string[]
}

@export()
var storageNames names = loadJsonContent('storage.json')

@description('Where Event Grid puts what happened to blobs.')
@export()
var eventsQueue = 'blob-events'

@description('Where Event Grid puts events that it could not deliver.')
@export()
var undeliveredEvents = 'undelivered-events'
