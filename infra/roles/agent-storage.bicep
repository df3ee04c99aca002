// The project's role on the agents' storage account, needed before the capability host is created.
param projectPrincipalId string
param storageName string

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource projectOnStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, projectPrincipalId, 'Storage Blob Data Contributor')
  scope: storage
  properties: {
    principalId: projectPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      loadJsonContent('role-ids.json')['Storage Blob Data Contributor']
    )
  }
}
