// The project's role on the Cosmos DB account, needed before the capability host is created.
param projectPrincipalId string
param cosmosName string

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' existing = {
  name: cosmosName
}

resource projectOnCosmos 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(cosmos.id, projectPrincipalId, 'Cosmos DB Operator')
  scope: cosmos
  properties: {
    principalId: projectPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      loadJsonContent('role-ids.json')['Cosmos DB Operator']
    )
  }
}
