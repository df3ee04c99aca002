// A new Foundry account with its model deployments. It accepts no keys.
param name string
param location string
param tags object

@description('Models that agents and evaluations call; foundry.config.ts refers to them by `name`.')
param models modelDeployment[]

@description('Thousands of tokens a minute for each deployment.')
param modelCapacity int

param privateNetwork bool
param allowedIpRanges string[]

@description('Subnet in which the agents run (standard set-up in a private network); otherwise empty.')
param agentSubnetResourceId string

@description('Empty to send no diagnostic logs.')
param workspaceResourceId string

@export()
@description('An entry of models.json, which also records the retirement date and its source.')
type modelDeployment = {
  name: string
  model: string
  version: string
  sku: string
  retires: string
  lookedUp: string
  source: string
}

// With `networkInjections` the platform creates the account's capability host, `<account>@aml_aiagentservice`, by itself.
resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'AIServices'
  sku: { name: 'S0' }
  identity: { type: 'SystemAssigned' }
  properties: {
    allowProjectManagement: true
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: privateNetwork && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
      ipRules: map(allowedIpRanges, range => { value: range })
    }
    networkInjections: empty(agentSubnetResourceId)
      ? null
      : [{ scenario: 'agent', subnetArmId: agentSubnetResourceId, useMicrosoftManagedNetwork: false }]
  }
}

// One after another: the service refuses a deployment while another one is being created.
@batchSize(1)
resource deployments 'Microsoft.CognitiveServices/accounts/deployments@2025-06-01' = [
  for deployment in models: {
    parent: account
    name: deployment.name
    sku: { name: deployment.sku, capacity: modelCapacity }
    properties: {
      model: { format: 'OpenAI', name: deployment.model, version: deployment.version }
      versionUpgradeOption: 'OnceCurrentVersionExpired'
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(workspaceResourceId)) {
  name: 'audit'
  scope: account
  properties: {
    workspaceId: workspaceResourceId
    logs: [{ category: 'Audit', enabled: true }]
  }
}

output name string = account.name
output resourceId string = account.id
