// An account and project that are already there. Nothing of them is changed; only roles are added, by roles/.
param accountName string
param projectName string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName

  resource project 'projects' existing = {
    name: projectName
  }
}

output accountResourceId string = account.id
output principalId string = account::project.identity.principalId
output endpoint string = 'https://${accountName}.services.ai.azure.com/api/projects/${projectName}'
