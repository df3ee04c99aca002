// The account of a further shard of the tools' queues: the queues, and the table that says who runs each call.
import { shardTables, toolQueues } from 'storage-names.bicep'

param name string
param location string
param tags object
param skuName string

@description('True: reachable only through private endpoints and from allowedIpRanges.')
param privateNetwork bool

@description('Public addresses or ranges that may connect in spite of a private network.')
param allowedIpRanges string[]

module account 'storage-account.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    skuName: skuName
    publicNetworkAccess: privateNetwork && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    defaultAction: privateNetwork ? 'Deny' : 'Allow'
    bypass: 'None'
    allowedIpRanges: allowedIpRanges
    queues: map(toolQueues, queue => queue.name)
    tables: shardTables
  }
}

output name string = account.outputs.name
output queueEndpoint string = account.outputs.queueEndpoint
output tableEndpoint string = account.outputs.tableEndpoint
output blobEndpoint string = account.outputs.blobEndpoint
