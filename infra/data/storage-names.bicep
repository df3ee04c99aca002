// Names in the data account and the access that the app and the agents have to each. `npm run infra:sync` writes storage.json.
//   queues: `app` is "sends" (only adds messages) or "reads" (also receives, hides and deletes them, and creates the queue);
//           `agents` is true when the agents of the project write to the queue or read from it.
//   containers: `app` is "reads" or "writes"; `ingested` is true when Event Grid reports its blobs.
//   shards: numbers of further accounts with the queues of the tools (storage.shards of foundry.config.ts).
//   toolFunctions: the functions that answer agents, kept warm by toolAlwaysReady.

@export()
var storageNames = loadJsonContent('storage.json')

@description('Queue to which Event Grid delivers events of blobs.')
@export()
var eventsQueue = 'blob-events'

@description('Container in which Event Grid keeps events that it could not deliver.')
@export()
var undeliveredEvents = 'undelivered-events'

@description('Queues of the tools: those that agents use, and their poison queues.')
@export()
var toolQueues = filter(storageNames.queues, queue => startsWith(queue.name, 'tool-'))

@description('Tables in the account of each further shard.')
@export()
var shardTables = ['ToolCalls']
