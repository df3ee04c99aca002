// A Foundry account of our own, with its model deployments. No keys; projects allowed.
param name string
param location string
param tags object

@description('What the agents and evaluations call. A name is what foundry.config.ts writes as `model`.')
param models modelDeployment[]

param privateNetwork bool
param allowedIpRanges string[]

@description('Subnet the agents run in (standard set-up in a private network); empty otherwise.')
param agentSubnetResourceId string

@export()
type modelDeployment = {
  name: string
  model: string
  version: string
  sku: string
  @description('Thousands of tokens a minute.')
  capacity: int
}

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

// One after another: the service refuses a second deployment while one is under way.
@batchSize(1)
resource deployments 'Microsoft.CognitiveServices/accounts/deployments@2025-06-01' = [
  for deployment in models: {
    parent: account
    name: deployment.name
    sku: { name: deployment.sku, capacity: deployment.capacity }
    properties: {
      model: { format: 'OpenAI', name: deployment.model, version: deployment.version }
    }
  }
]

output name string = account.name
output resourceId string = account.id
