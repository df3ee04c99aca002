// The project: agents, evaluations, vector stores and fine-tuning live in it. Its identity is the one agents act with.
param accountName string
param name string
param location string
param tags object

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

// The agent service knows only the project's own system-assigned identity; everywhere else identities are user-assigned.
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
// Undocumented in the types, read by every standard set-up: the id that the project's containers are named after, without hyphens.
#disable-next-line BCP053
output workspaceId string = project.properties.internalId
