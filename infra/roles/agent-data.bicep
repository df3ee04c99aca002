// What the project's identity needs on the containers and the database that the capability host has made. After it, never before.
param projectPrincipalId string
param cosmosName string
param storageName string

@description('The project\'s internal id, 32 hexadecimal digits.')
param workspaceId string

var roles = loadJsonContent('role-ids.json')
var id = '${substring(workspaceId, 0, 8)}-${substring(workspaceId, 8, 4)}-${substring(workspaceId, 12, 4)}-${substring(workspaceId, 16, 4)}-${substring(workspaceId, 20, 12)}'

var container = '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]'
var blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'
var isOther = '!(ActionMatches{\'${blobs}/tags/read\'}) AND !(ActionMatches{\'${blobs}/filter/action\'}) AND !(ActionMatches{\'${blobs}/tags/write\'})'
var isOurs = '${container} StringStartsWithIgnoreCase \'${id}\' AND ${container} StringLikeIgnoreCase \'*-azureml-agent\''

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' existing = {
  name: cosmosName
}

resource projectOnAgentContainers 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, projectPrincipalId, 'Storage Blob Data Owner', workspaceId)
  scope: storage
  properties: {
    principalId: projectPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Owner'])
    conditionVersion: '2.0'
    condition: '((${isOther}) OR (${isOurs}))'
  }
}

// Cosmos DB has data roles of its own; this is its built-in Data Contributor.
resource projectOnMemory 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: cosmos
  name: guid(cosmos.id, projectPrincipalId, workspaceId)
  properties: {
    principalId: projectPrincipalId
    roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: '${cosmos.id}/dbs/enterprise_memory'
  }
}
