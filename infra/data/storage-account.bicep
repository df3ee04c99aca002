// A storage account without keys and without anonymous access, with its queues, tables and containers.
param name string
param location string
param tags object

@description('Standard_LRS, or Standard_ZRS for zone redundancy.')
param skuName string

@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

@allowed(['Allow', 'Deny'])
param defaultAction string

@description('AzureServices lets trusted services with a system-assigned identity pass the firewall, None does not.')
@allowed(['AzureServices', 'None'])
param bypass string
param allowedIpRanges string[] = []
param queues string[] = []
param tables string[] = []
param containers string[] = []

@description('Keeps deleted blobs and containers for a week.')
param softDelete bool = false

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: skuName }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: {
      defaultAction: defaultAction
      bypass: bypass
      ipRules: [for range in allowedIpRanges: { value: range, action: 'Allow' }]
    }
  }

  resource queueService 'queueServices' = {
    name: 'default'
  }

  resource tableService 'tableServices' = {
    name: 'default'
  }

  resource blobService 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: softDelete ? { enabled: true, days: 7 } : { enabled: false }
      containerDeleteRetentionPolicy: softDelete ? { enabled: true, days: 7 } : { enabled: false }
    }
  }
}

resource allQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in queues: {
    parent: account::queueService
    name: queue
  }
]

resource allTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for table in tables: {
    parent: account::tableService
    name: table
  }
]

resource allContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in containers: {
    parent: account::blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

output name string = account.name
output resourceId string = account.id
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
output blobEndpoint string = account.properties.primaryEndpoints.blob
