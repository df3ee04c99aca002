// The project with its agents, evaluations, vector stores and fine-tuning jobs. Agents act with its identity.
param accountName string
param name string
param location string
param tags object

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

// The agent service supports the project's system-assigned identity only.
resource project 'Microsoft.CognitiveServices/accounts/projects@2025-06-01' = {
  parent: account
  name: name
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    displayName: name
    description: 'Agents of foundry-functions'
  }
}

output name string = project.name
output principalId string = project.identity.principalId
output endpoint string = 'https://${accountName}.services.ai.azure.com/api/projects/${project.name}'
// The types lack this property; every standard set-up sample reads it. The agent service names the project's containers after it.
#disable-next-line BCP053
output workspaceId string = project.properties.internalId
