// The account for data that the app and the agents exchange and keep: queues, tables and containers.
import { storageNames, undeliveredEvents } from 'storage-names.bicep'

param name string
param location string
param tags object
param skuName string

@description('True: reachable only through private endpoints, by Event Grid (a trusted service) and from allowedIpRanges.')
param privateNetwork bool

@description('Public addresses or ranges that may connect in spite of a private network, for instance those of an office.')
param allowedIpRanges string[]

module account 'storage-account.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    skuName: skuName
    // "Disabled" would also refuse Event Grid, which connects as a trusted service.
    publicNetworkAccess: 'Enabled'
    defaultAction: privateNetwork ? 'Deny' : 'Allow'
    bypass: 'AzureServices'
    allowedIpRanges: allowedIpRanges
    queues: map(storageNames.queues, queue => queue.name)
    tables: storageNames.tables
    containers: union(map(storageNames.containers, container => container.name), [undeliveredEvents])
    softDelete: true
  }
}

output name string = account.outputs.name
output resourceId string = account.outputs.resourceId
output queueEndpoint string = account.outputs.queueEndpoint
output tableEndpoint string = account.outputs.tableEndpoint
output blobEndpoint string = account.outputs.blobEndpoint
