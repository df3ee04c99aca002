// Stores of the standard set-up: threads in Cosmos DB, vectors in AI Search, files in storage. All accept Entra tokens only.
// A store that is given by its resource id is used as it is; the others are created.
param cosmosName string
param searchName string
param storageName string

@description('Resource ids of existing stores; empty to create one.')
param existingCosmos string
param existingSearch string
param existingStorage string
param location string
param tags object
param privateNetwork bool
param zoneRedundant bool

@allowed(['basic', 'standard'])
param searchSku string

@description('Empty to send no diagnostic logs.')
param workspaceResourceId string

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = if (empty(existingCosmos)) {
  name: cosmosName
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    // Serverless in dev. Serverless accounts cannot be zone redundant: there each of the service's three containers gets 1,000 RU/s.
    capabilities: zoneRedundant ? [] : [{ name: 'EnableServerless' }]
    disableLocalAuth: true
    // The agent service creates its database and containers through the management plane, which "true" would forbid.
    disableKeyBasedMetadataWriteAccess: false
    enableAutomaticFailover: false
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAclBypass: 'AzureServices'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }
}

resource search 'Microsoft.Search/searchServices@2025-05-01' = if (empty(existingSearch)) {
  name: searchName
  location: location
  tags: tags
  sku: { name: searchSku }
  identity: { type: 'SystemAssigned' }
  properties: {
    disableLocalAuth: true
    hostingMode: 'Default'
    partitionCount: 1
    // Two replicas or more are spread over the zones of a region.
    replicaCount: zoneRedundant ? 2 : 1
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkRuleSet: { bypass: 'None' }
  }
}

module storage '../data/storage-account.bicep' = if (empty(existingStorage)) {
  params: {
    name: storageName
    location: location
    tags: tags
    skuName: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    defaultAction: privateNetwork ? 'Deny' : 'Allow'
    bypass: 'AzureServices'
    softDelete: true
  }
}

resource searchDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (empty(existingSearch) && !empty(workspaceResourceId)) {
  name: 'operations'
  scope: search
  properties: {
    workspaceId: workspaceResourceId
    logs: [{ category: 'OperationLogs', enabled: true }]
  }
}

resource cosmosDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (empty(existingCosmos) && !empty(workspaceResourceId)) {
  name: 'control-plane'
  scope: cosmos
  properties: {
    workspaceId: workspaceResourceId
    logs: [{ category: 'ControlPlaneRequests', enabled: true }]
  }
}

output cosmosResourceId string = empty(existingCosmos) ? cosmos.id : existingCosmos
output searchResourceId string = empty(existingSearch) ? search.id : existingSearch
output storageResourceId string = empty(existingStorage)
  ? resourceId('Microsoft.Storage/storageAccounts', storageName)
  : existingStorage
