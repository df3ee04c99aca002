// Who may use the Foundry account. A module of its own: an existing account stands in a resource group of its own.
param accountName string
param projectName string
param appPrincipalId string
param projectPrincipalId string

@description('Whoever brings the agents to the project after a deployment; empty for nobody.')
param deployerPrincipalId string

@allowed(['User', 'Group', 'ServicePrincipal'])
param deployerPrincipalType string

var foundryUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  loadJsonContent('role-ids.json')['Foundry User']
)

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName

  resource project 'projects' existing = {
    name: projectName
  }
}

// The app and the project run evaluations that call the account's models: the project alone is too narrow for that.
resource identitiesOnAccount 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for identity in [{ name: 'app', principalId: appPrincipalId }, { name: 'project', principalId: projectPrincipalId }]: {
    name: guid(account.id, identity.name, identity.principalId, 'Foundry User')
    scope: account
    properties: {
      principalId: identity.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: foundryUser
    }
  }
]

resource deployerOnProject 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(account::project.id, deployerPrincipalId, 'Foundry User')
  scope: account::project
  properties: {
    principalId: deployerPrincipalId
    principalType: deployerPrincipalType
    roleDefinitionId: foundryUser
  }
}
