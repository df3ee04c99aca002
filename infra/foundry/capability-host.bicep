// Connects the agent service to its stores: connections first, then the capability hosts.
// roles/agent-stores.bicep must have run before. Without a capability host the service refuses the azure_function tool.
param accountName string
param projectName string
param cosmosResourceId string
param searchResourceId string
param storageResourceId string

@description('False when the account has a capability host already: one is created by the platform for an account with an injected network, and a second one is refused (409) or times out after an hour.')
param createAccountHost bool

// Source: microsoft-foundry/foundry-samples #312, pull requests 750, 753, 754 and 759 (June 2026).

var cosmosParts = split(cosmosResourceId, '/')
var searchParts = split(searchResourceId, '/')
var storageParts = split(storageResourceId, '/')

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

resource project 'Microsoft.CognitiveServices/accounts/projects@2025-06-01' existing = {
  parent: account
  name: projectName
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' existing = {
  name: last(cosmosParts)
  scope: resourceGroup(cosmosParts[2], cosmosParts[4])
}

resource search 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: last(searchParts)
  scope: resourceGroup(searchParts[2], searchParts[4])
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: last(storageParts)
  scope: resourceGroup(storageParts[2], storageParts[4])
}

resource threads 'Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01' = {
  parent: project
  name: last(cosmosParts)
  properties: {
    category: 'CosmosDB'
    target: cosmos.properties.documentEndpoint
    authType: 'AAD'
    metadata: { ApiType: 'Azure', ResourceId: cosmos.id, location: cosmos.location }
  }
}

resource files 'Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01' = {
  parent: project
  name: last(storageParts)
  properties: {
    category: 'AzureStorageAccount'
    target: storage.properties.primaryEndpoints.blob
    authType: 'AAD'
    metadata: { ApiType: 'Azure', ResourceId: storage.id, location: storage.location }
  }
  // The service accepts one change of a project at a time.
  dependsOn: [threads]
}

resource vectors 'Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01' = {
  parent: project
  name: last(searchParts)
  properties: {
    category: 'CognitiveSearch'
    target: search.properties.endpoint
    authType: 'AAD'
    metadata: { ApiType: 'Azure', ResourceId: search.id, location: search.location }
  }
  dependsOn: [files]
}

resource accountHost 'Microsoft.CognitiveServices/accounts/capabilityHosts@2025-06-01' = if (createAccountHost) {
  parent: account
  name: 'agents'
  properties: { capabilityHostKind: 'Agents' }
  dependsOn: [vectors]
}

resource projectHost 'Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2025-06-01' = {
  parent: project
  name: 'agents'
  properties: {
    threadStorageConnections: [threads.name]
    storageConnections: [files.name]
    vectorStoreConnections: [vectors.name]
  }
  dependsOn: [accountHost]
}
