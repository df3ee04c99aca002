// Role assignments on the Foundry account. A separate module because an existing account has its own resource group.
param accountName string
param projectName string
param appPrincipalId string
param projectPrincipalId string

@description('The user or service principal that creates the agents after a deployment; empty for none.')
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

// On the account, because evaluations of the app and the project call the account's models.
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
