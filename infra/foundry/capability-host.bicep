// Tells the agent service to use the stores: connections first, then the account's capability host, then the project's.
// The roles of roles/agent-stores.bicep have to be there before; without this the azure_function tool is refused as an invalid tool.
param accountName string
param projectName string
param cosmosName string
param searchName string
param storageName string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

resource project 'Microsoft.CognitiveServices/accounts/projects@2025-06-01' existing = {
  parent: account
  name: projectName
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' existing = {
  name: cosmosName
}

resource search 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchName
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource threads 'Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01' = {
  parent: project
  name: cosmosName
  properties: {
    category: 'CosmosDB'
    target: cosmos.properties.documentEndpoint
    authType: 'AAD'
    metadata: { ApiType: 'Azure', ResourceId: cosmos.id, location: cosmos.location }
  }
}

resource files 'Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01' = {
  parent: project
  name: storageName
  properties: {
    category: 'AzureStorageAccount'
    target: storage.properties.primaryEndpoints.blob
    authType: 'AAD'
    metadata: { ApiType: 'Azure', ResourceId: storage.id, location: storage.location }
  }
  // One change of a project at a time.
  dependsOn: [threads]
}

resource vectors 'Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01' = {
  parent: project
  name: searchName
  properties: {
    category: 'CognitiveSearch'
    target: search.properties.endpoint
    authType: 'AAD'
    metadata: { ApiType: 'Azure', ResourceId: search.id, location: search.location }
  }
  dependsOn: [files]
}

resource accountHost 'Microsoft.CognitiveServices/accounts/capabilityHosts@2025-06-01' = {
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
