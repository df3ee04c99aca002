// An existing account and project. They are not changed; roles/foundry.bicep adds role assignments.
param accountName string
param projectName string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName

  resource project 'projects' existing = {
    name: projectName
  }
}

output principalId string = account::project.identity.principalId
output endpoint string = 'https://${accountName}.services.ai.azure.com/api/projects/${projectName}'
