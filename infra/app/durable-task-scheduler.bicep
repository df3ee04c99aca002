// Durable Task Scheduler with its task hub: keeps the state of Durable Functions outside storage.
param name string
param location string
param tags object

@allowed(['Consumption', 'Dedicated'])
param skuName string

@description('True: reachable through its private endpoint only.')
param privateNetwork bool

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // An app without a network has no fixed outgoing address: there Entra tokens alone protect the scheduler.
    ipAllowlist: privateNetwork ? [] : ['0.0.0.0/0']
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    sku: { name: skuName }
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: 'foundry-functions'
}

output name string = scheduler.name
output endpoint string = scheduler.properties.endpoint
output taskHubName string = hub.name
output resourceId string = scheduler.id
