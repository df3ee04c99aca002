// The project's role on the containers that the capability host created. It must run after the capability host.
param projectPrincipalId string
param storageName string

@description('The project\'s internal id, 32 hexadecimal digits.')
param workspaceId string

var id = '${substring(workspaceId, 0, 8)}-${substring(workspaceId, 8, 4)}-${substring(workspaceId, 12, 4)}-${substring(workspaceId, 16, 4)}-${substring(workspaceId, 20, 12)}'

var container = '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]'
var blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'
var otherActions = '!(ActionMatches{\'${blobs}/tags/read\'}) AND !(ActionMatches{\'${blobs}/filter/action\'}) AND !(ActionMatches{\'${blobs}/tags/write\'})'
var ownContainers = '${container} StringStartsWithIgnoreCase \'${id}\' AND ${container} StringLikeIgnoreCase \'*-azureml-agent\''

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource projectOnAgentContainers 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, projectPrincipalId, 'Storage Blob Data Owner', workspaceId)
  scope: storage
  properties: {
    principalId: projectPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      loadJsonContent('role-ids.json')['Storage Blob Data Owner']
    )
    conditionVersion: '2.0'
    condition: '((${otherActions}) OR (${ownContainers}))'
  }
}
