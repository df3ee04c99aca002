// The account that holds what the app and the agents exchange and remember: queues, tables, containers. No keys, no anonymous readers.
import { storageNames, undeliveredEvents } from 'storage-names.bicep'

param name string
param location string
param tags object

@description('Standard_LRS, or Standard_ZRS where zones matter.')
param skuName string

@description('True: reachable through private endpoints, and by Azure services on the trusted list (Event Grid), and from nowhere else.')
param privateNetwork bool

@description('Public addresses or ranges that may come in all the same, for instance that of an office.')
param allowedIpRanges string[]

module account 'br/public:avm/res/storage/storage-account:0.33.0' = {
  params: {
    name: name
    location: location
    tags: tags
    skuName: skuName
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    // Not 'Disabled': that would also shut out Event Grid, which comes as a trusted service with an identity of its own.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
      ipRules: [for range in allowedIpRanges: { value: range, action: 'Allow' }]
    }
    queueServices: { queues: [for queue in storageNames.queues: { name: queue.name }] }
    tableServices: { tables: [for table in storageNames.tables: { name: table }] }
    blobServices: {
      containers: map(union(map(storageNames.containers, container => container.name), [undeliveredEvents]), name => { name: name })
      deleteRetentionPolicyEnabled: true
      deleteRetentionPolicyDays: 7
      containerDeleteRetentionPolicyEnabled: true
      containerDeleteRetentionPolicyDays: 7
    }
    enableTelemetry: false
  }
}

output name string = account.outputs.name
output resourceId string = account.outputs.resourceId
output queueEndpoint string = account.outputs.serviceEndpoints.queue
output tableEndpoint string = account.outputs.serviceEndpoints.table
output blobEndpoint string = account.outputs.serviceEndpoints.blob
