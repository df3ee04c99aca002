// What the data account holds, and who does what with it. test/infra keeps storage.json equal to what the code uses.
//   queues: `app` is "sends" (only puts messages there) or "reads" (also takes and hides them, and makes the queue);
//           `agents` is true when the agents of the project write to it or wait on it.
//   containers: `app` is "reads" or "writes"; `ingested` is true when Event Grid is to report its blobs.
//   toolFunctions: the functions that answer agents: the ones worth keeping warm.

@export()
var storageNames = loadJsonContent('storage.json')

@description('Where Event Grid puts what happened to blobs.')
@export()
var eventsQueue = 'blob-events'

@description('Where Event Grid puts events that it could not deliver.')
@export()
var undeliveredEvents = 'undelivered-events'
