// The account of the Functions host: leases, function keys, the deployed package and the state of Durable Functions.
param name string
param location string
param tags object
param skuName string

@description('True: reachable only through private endpoints.')
param privateNetwork bool

@description('Container of the deployed package.')
param packageContainer string

module account 'storage-account.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    skuName: skuName
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    defaultAction: privateNetwork ? 'Deny' : 'Allow'
    bypass: 'None'
    containers: [packageContainer]
  }
}

output name string = account.outputs.name
output resourceId string = account.outputs.resourceId
output queueEndpoint string = account.outputs.queueEndpoint
output tableEndpoint string = account.outputs.tableEndpoint
output blobEndpoint string = account.outputs.blobEndpoint
