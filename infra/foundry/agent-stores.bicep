// What the standard set-up keeps its agents' data in: threads in Cosmos DB, vectors in AI Search, files in storage. All by identity.
param cosmosName string
param searchName string
param storageName string
param location string
param tags object
param privateNetwork bool
param zoneRedundant bool

@allowed(['basic', 'standard'])
param searchSku string

module cosmos 'br/public:avm/res/document-db/database-account:0.20.1' = {
  params: {
    name: cosmosName
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    // By request in dev; in prod the service sets the 1,000 RU/s that each of its three containers needs.
    capabilitiesToAdd: zoneRedundant ? [] : ['EnableServerless']
    disableLocalAuthentication: true
    // The service makes its database and containers through the management plane, which this would forbid.
    disableKeyBasedMetadataWriteAccess: false
    enableAutomaticFailover: false
    networkRestrictions: { publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled', networkAclBypass: 'AzureServices' }
    enableTelemetry: false
  }
}

module search 'br/public:avm/res/search/search-service:0.13.0' = {
  params: {
    name: searchName
    location: location
    tags: tags
    sku: searchSku
    // Two replicas or more stand in different zones.
    replicaCount: zoneRedundant ? 2 : 1
    disableLocalAuth: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    enableTelemetry: false
  }
}

module storage 'br/public:avm/res/storage/storage-account:0.33.0' = {
  params: {
    name: storageName
    location: location
    tags: tags
    skuName: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'AzureServices' }
    enableTelemetry: false
  }
}

output cosmosName string = cosmos.outputs.name
output cosmosResourceId string = cosmos.outputs.resourceId
output searchName string = search.outputs.name
output searchResourceId string = search.outputs.resourceId
output storageName string = storage.outputs.name
output storageResourceId string = storage.outputs.resourceId
