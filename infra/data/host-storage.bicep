// The account of the Functions host itself: its leases and keys, the deployed package, and the state of Durable Functions.
param name string
param location string
param tags object
param skuName string

@description('True: private endpoints only.')
param privateNetwork bool

@description('Container of the deployed package.')
param packageContainer string

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
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
    }
    blobServices: { containers: [{ name: packageContainer }] }
    enableTelemetry: false
  }
}

output name string = account.outputs.name
output resourceId string = account.outputs.resourceId
output queueEndpoint string = account.outputs.serviceEndpoints.queue
output tableEndpoint string = account.outputs.serviceEndpoints.table
output blobEndpoint string = account.outputs.serviceEndpoints.blob
