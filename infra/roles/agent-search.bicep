// The project's roles on AI Search, needed before the capability host is created.
param projectPrincipalId string
param searchName string

var roles = loadJsonContent('role-ids.json')

resource search 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchName
}

resource projectOnSearch 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['Search Index Data Contributor', 'Search Service Contributor']: {
    name: guid(search.id, projectPrincipalId, role)
    scope: search
    properties: {
      principalId: projectPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]
