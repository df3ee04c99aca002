// The whole deployment: `azd up`. dev and prod differ in environments/*.json only; parameters.json lists what may be set.
targetScope = 'subscription'

import { storageNames } from 'data/storage-names.bicep'
import { modelDeployment } from 'foundry/account.bicep'

@description('Name of the azd environment; the resource group is named after it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of every resource.')
@minLength(1)
param location string

@description('The user or service principal that deploys: gets Foundry User on the project in order to create the agents.')
param principalId string = deployer().objectId

@allowed(['User', 'Group', 'ServicePrincipal'])
param principalType string = 'User'

@description('Lets the deploying user read and write the data account. For dev.')
param operatorAccess bool

@description('Tags of every resource, beside azd-env-name.')
param extraTags object = {}

@description('Node.js version of the Functions runtime.')
@allowed(['22', '24'])
param runtimeVersion string = '22'

@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Always-ready instances for each function that answers agents. Billed while idle.')
@minValue(0)
param toolAlwaysReady int

@description('How callers of the HTTP API sign in: `key` (function keys) or `entra` (tokens).')
@allowed(['key', 'entra'])
param httpAuth string

@description('Application id of the app registration for `entra`.')
param entraAudience string = ''

@description('Further settings of the app: see docs/deployment.md.')
param appSettings object = {}

@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Zone-redundant storage, Cosmos DB and AI Search.')
param zoneRedundant bool

@description('Zone-redundant plan: at least two always-ready instances for each scaling group, billed while idle.')
param zoneRedundantApp bool

@description('Private endpoints for storage and Foundry, and a virtual network for app and agents.')
param privateNetwork bool

@description('Address space of the new network, a /16.')
param addressPrefix string = '172.28.0.0/16'

@description('Public addresses that may reach the data account and Foundry in spite of a private network.')
param allowedIpRanges string[] = []

@description('An existing virtual network; empty to create one. Its three subnets are named below.')
param existingVnetResourceId string = ''
param functionsSubnetName string = 'functions'
param agentsSubnetName string = 'agents'
param endpointsSubnetName string = 'endpoints'

@description('Resource group with existing private DNS zones that are linked to the network; empty to create zones and links.')
param dnsZonesResourceGroup string = ''

@description('Its subscription; empty for this one.')
param dnsZonesSubscriptionId string = ''

@description('Existing stores of the agents; empty to create them.')
param existingCosmosResourceId string = ''
param existingSearchResourceId string = ''
param existingAgentStorageResourceId string = ''

@description('An existing Foundry account; empty to create one.')
param existingFoundryAccount string = ''

@description('Its resource group.')
param existingFoundryResourceGroup string = ''

@description('Its project.')
param existingFoundryProject string = ''

@description('`standard` has the azure_function tool; `basic` is enough for vector stores, fine-tuning and evaluations.')
@allowed(['basic', 'standard'])
param agentSetup string
param models modelDeployment[]

@description('Thousands of tokens a minute for each model deployment.')
param modelCapacity int

@allowed(['basic', 'standard'])
param searchSku string

param logRetentionInDays int
param logDailyQuotaGb string

@description('Sends diagnostic logs of Foundry, Event Grid and the stores to the workspace.')
param diagnosticLogs bool

@description('Addresses that are notified of alerts and of the budget.')
param alertEmails string[] = []

@description('A month, in the subscription\'s currency; 0 for no budget.')
@minValue(0)
param monthlyBudget int

@description('First day of the month in which the budget began. Azure refuses to change it later, so the hook before provisioning stores it.')
param budgetStart string = ''
param thisMonth string = utcNow('yyyy-MM-01')

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = union(extraTags, { 'azd-env-name': environmentName })
// The name of a resource group must not end with a period, that of an azd environment may.
var groupName = endsWith(environmentName, '.') ? 'rg-${environmentName}-' : 'rg-${environmentName}'
var storageSku = zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
var packageContainer = 'app-package'
var usesScheduler = durableBackend == 'durableTaskScheduler'
var ingested = map(filter(storageNames.containers, container => container.?ingested ?? false), container => container.name)

var createsFoundry = empty(existingFoundryAccount)
var accountName = createsFoundry ? 'foundry-${token}' : existingFoundryAccount
var projectName = createsFoundry ? 'foundry-functions' : existingFoundryProject
var foundryGroup = createsFoundry || empty(existingFoundryResourceGroup) ? groupName : existingFoundryResourceGroup
var standardSetup = createsFoundry && agentSetup == 'standard'

var createsNetwork = privateNetwork && empty(existingVnetResourceId)
var createsZones = privateNetwork && empty(dnsZonesResourceGroup)
var groupId = '${subscription().id}/resourceGroups/${groupName}'
var vnetId = createsNetwork ? '${groupId}/providers/Microsoft.Network/virtualNetworks/vnet-${token}' : existingVnetResourceId
var shards = storageNames.?shards ?? []
var hostStorageName = 'sthost${token}'
var dataStorageName = 'stdata${token}'
var storageProvider = '${groupId}/providers/Microsoft.Storage/storageAccounts'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: groupName
  location: location
  tags: tags
}

module appIdentity 'app/identity.bicep' = {
  scope: group
  params: { name: 'id-app-${token}', location: location, tags: tags }
}

module monitoring 'monitoring/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    componentName: 'appi-${token}'
    location: location
    tags: tags
    retentionInDays: logRetentionInDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

var diagnosticsWorkspace = diagnosticLogs ? '${groupId}/providers/Microsoft.OperationalInsights/workspaces/log-${token}' : ''

module hostStorage 'data/host-storage.bicep' = {
  scope: group
  params: {
    name: hostStorageName
    location: location
    tags: tags
    skuName: storageSku
    privateNetwork: privateNetwork
    packageContainer: packageContainer
  }
}

module dataStorage 'data/data-storage.bicep' = {
  scope: group
  params: {
    name: dataStorageName
    location: location
    tags: tags
    skuName: storageSku
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
  }
}

// Further accounts for the queues of the tools. The number at the end of the name is that of the shard: shardAccount() derives it.
module shardStorage 'data/shard-storage.bicep' = [
  for shard in shards: {
    scope: group
    params: {
      name: '${dataStorageName}${shard}'
      location: location
      tags: tags
      skuName: storageSku
      privateNetwork: privateNetwork
      allowedIpRanges: allowedIpRanges
    }
  }
]

module network 'network/network.bicep' = if (createsNetwork) {
  scope: group
  params: { name: 'vnet-${token}', location: location, tags: tags, addressPrefix: addressPrefix }
}

module zones 'network/dns-zones.bicep' = if (createsZones) {
  scope: group
  params: {
    tags: tags
    networkResourceId: vnetId
    groups: concat(
      ['blob', 'queue', 'table'],
      createsFoundry ? ['account'] : [],
      standardSetup ? ['Sql', 'searchService'] : [],
      usesScheduler ? ['scheduler'] : []
    )
  }
  dependsOn: [network]
}

module foundryAccount 'foundry/account.bicep' = if (createsFoundry) {
  scope: group
  params: {
    name: accountName
    location: location
    tags: tags
    models: models
    modelCapacity: modelCapacity
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
    agentSubnetResourceId: standardSetup && privateNetwork ? '${vnetId}/subnets/${agentsSubnetName}' : ''
    workspaceResourceId: diagnosticsWorkspace
  }
  dependsOn: [network, monitoring]
}

module stores 'foundry/agent-stores.bicep' = if (standardSetup) {
  scope: group
  params: {
    cosmosName: 'cosmos-${token}'
    searchName: 'srch-${token}'
    storageName: 'stagents${token}'
    existingCosmos: existingCosmosResourceId
    existingSearch: existingSearchResourceId
    existingStorage: existingAgentStorageResourceId
    location: location
    tags: tags
    privateNetwork: privateNetwork
    zoneRedundant: zoneRedundant
    searchSku: searchSku
    workspaceResourceId: diagnosticsWorkspace
  }
  dependsOn: [monitoring]
}

module scheduler 'app/durable-task-scheduler.bicep' = if (usesScheduler) {
  scope: group
  params: { name: 'dts-${token}', location: location, tags: tags, skuName: schedulerSku, privateNetwork: privateNetwork }
}

// An existing store or account on an existing network keeps the private endpoint that it has.
var storeEndpoints = [
  {
    wanted: createsNetwork || empty(existingAgentStorageResourceId)
    name: 'agents-blob'
    resourceId: empty(existingAgentStorageResourceId) ? '${storageProvider}/stagents${token}' : existingAgentStorageResourceId
    group: 'blob'
  }
  {
    wanted: createsNetwork || empty(existingCosmosResourceId)
    name: 'agents-cosmos'
    resourceId: empty(existingCosmosResourceId)
      ? '${groupId}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-${token}'
      : existingCosmosResourceId
    group: 'Sql'
  }
  {
    wanted: createsNetwork || empty(existingSearchResourceId)
    name: 'agents-search'
    resourceId: empty(existingSearchResourceId)
      ? '${groupId}/providers/Microsoft.Search/searchServices/srch-${token}'
      : existingSearchResourceId
    group: 'searchService'
  }
]

var shardEndpoints = flatten(map(
  shards,
  shard =>
    map(['queue', 'table'], part => {
      wanted: true
      name: 'data${shard}-${part}'
      resourceId: '${storageProvider}/${dataStorageName}${shard}'
      group: part
    })
))

var allEndpoints = concat(
  [
    { wanted: true, name: 'host-blob', resourceId: '${storageProvider}/${hostStorageName}', group: 'blob' }
    { wanted: true, name: 'host-queue', resourceId: '${storageProvider}/${hostStorageName}', group: 'queue' }
    { wanted: true, name: 'host-table', resourceId: '${storageProvider}/${hostStorageName}', group: 'table' }
    { wanted: true, name: 'data-blob', resourceId: '${storageProvider}/${dataStorageName}', group: 'blob' }
    { wanted: true, name: 'data-queue', resourceId: '${storageProvider}/${dataStorageName}', group: 'queue' }
    { wanted: true, name: 'data-table', resourceId: '${storageProvider}/${dataStorageName}', group: 'table' }
    {
      wanted: createsFoundry
      name: 'foundry'
      resourceId: '${groupId}/providers/Microsoft.CognitiveServices/accounts/${accountName}'
      group: 'account'
    }
    {
      wanted: usesScheduler
      name: 'scheduler'
      resourceId: '${groupId}/providers/Microsoft.DurableTask/schedulers/dts-${token}'
      group: 'scheduler'
    }
  ],
  standardSetup ? storeEndpoints : [],
  shardEndpoints
)

module endpoints 'network/private-endpoints.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    subnetResourceId: '${vnetId}/subnets/${endpointsSubnetName}'
    zonesSubscriptionId: empty(dnsZonesSubscriptionId) ? subscription().subscriptionId : dnsZonesSubscriptionId
    zonesResourceGroup: createsZones ? groupName : dnsZonesResourceGroup
    endpoints: map(
      filter(allEndpoints, endpoint => endpoint.wanted),
      endpoint => { name: endpoint.name, resourceId: endpoint.resourceId, group: endpoint.group }
    )
  }
  dependsOn: [network, zones, hostStorage, dataStorage, shardStorage, foundryAccount, stores, scheduler]
}

// The stores are closed to the public: the project connects to them through their endpoints.
module project 'foundry/project.bicep' = if (createsFoundry) {
  scope: group
  params: { accountName: accountName, name: projectName, location: location, tags: tags }
  dependsOn: [foundryAccount, endpoints]
}

module existingFoundry 'foundry/existing.bicep' = if (!createsFoundry) {
  scope: resourceGroup(foundryGroup)
  params: { accountName: accountName, projectName: projectName }
}

module standardAgents 'foundry/standard-setup.bicep' = if (standardSetup) {
  params: {
    groupName: groupName
    accountName: accountName
    projectName: projectName
    projectPrincipalId: project!.outputs.principalId
    workspaceId: project!.outputs.workspaceId
    cosmosResourceId: empty(existingCosmosResourceId)
      ? '${groupId}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-${token}'
      : existingCosmosResourceId
    searchResourceId: empty(existingSearchResourceId)
      ? '${groupId}/providers/Microsoft.Search/searchServices/srch-${token}'
      : existingSearchResourceId
    storageResourceId: empty(existingAgentStorageResourceId)
      ? '${storageProvider}/stagents${token}'
      : existingAgentStorageResourceId
    networkInjected: privateNetwork
  }
  dependsOn: [stores, endpoints]
}

module foundryRoles 'roles/foundry.bicep' = {
  scope: resourceGroup(foundryGroup)
  params: {
    accountName: accountName
    projectName: projectName
    appPrincipalId: appIdentity.outputs.principalId
    projectPrincipalId: createsFoundry ? project!.outputs.principalId : existingFoundry!.outputs.principalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
  }
}

module eventTopic 'data/event-topic.bicep' = if (!empty(ingested)) {
  scope: group
  params: {
    name: 'evgt-${token}'
    location: location
    tags: tags
    storageResourceId: dataStorage.outputs.resourceId
    workspaceResourceId: diagnosticsWorkspace
  }
  dependsOn: [monitoring]
}

module roles 'roles/roles.bicep' = {
  scope: group
  params: {
    appPrincipalId: appIdentity.outputs.principalId
    projectPrincipalId: createsFoundry ? project!.outputs.principalId : existingFoundry!.outputs.principalId
    eventsPrincipalId: eventTopic.?outputs.principalId ?? ''
    grantsEvents: !empty(ingested)
    operatorPrincipalId: operatorAccess ? principalId : ''
    operatorPrincipalType: principalType
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    applicationInsightsName: monitoring.outputs.componentName
    schedulerName: usesScheduler ? scheduler!.outputs.name : ''
    grantsScheduler: usesScheduler
  }
}

module shardRoles 'roles/shard.bicep' = [
  for (shard, at) in shards: {
    scope: group
    params: {
      storageName: shardStorage[at].outputs.name
      appPrincipalId: appIdentity.outputs.principalId
      projectPrincipalId: createsFoundry ? project!.outputs.principalId : existingFoundry!.outputs.principalId
      operatorPrincipalId: operatorAccess ? principalId : ''
      operatorPrincipalType: principalType
    }
  }
]

// The host reads its storage as soon as it starts: roles and private endpoints must exist.
module functionApp 'app/function-app.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    runtimeVersion: runtimeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    zoneRedundant: zoneRedundantApp
    toolAlwaysReady: toolAlwaysReady
    toolFunctions: storageNames.toolFunctions
    identityResourceId: appIdentity.outputs.resourceId
    identityClientId: appIdentity.outputs.clientId
    hostBlobEndpoint: hostStorage.outputs.blobEndpoint
    hostQueueEndpoint: hostStorage.outputs.queueEndpoint
    hostTableEndpoint: hostStorage.outputs.tableEndpoint
    packageContainer: packageContainer
    dataBlobEndpoint: dataStorage.outputs.blobEndpoint
    dataQueueEndpoint: dataStorage.outputs.queueEndpoint
    dataTableEndpoint: dataStorage.outputs.tableEndpoint
    shards: shards
    foundryProjectEndpoint: createsFoundry ? project!.outputs.endpoint : existingFoundry!.outputs.endpoint
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    schedulerConnectionString: usesScheduler
      ? 'Endpoint=${scheduler!.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${appIdentity.outputs.clientId}'
      : ''
    taskHubName: usesScheduler ? scheduler!.outputs.taskHubName : ''
    subnetResourceId: privateNetwork ? '${vnetId}/subnets/${functionsSubnetName}' : ''
    httpAuth: httpAuth
    entraAudience: entraAudience
    appSettings: appSettings
  }
  dependsOn: [roles, shardRoles, foundryRoles, endpoints]
}

// Event Grid uses the topic's identity at once. The app, created first, gives its roles some minutes to take effect.
module eventSubscription 'data/event-subscription.bicep' = if (!empty(ingested)) {
  scope: group
  params: {
    topicName: eventTopic!.outputs.name
    storageResourceId: dataStorage.outputs.resourceId
    containers: ingested
  }
  dependsOn: [roles, functionApp]
}

module watching 'monitoring/watching.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceResourceId: monitoring.outputs.workspaceResourceId
    functionAppResourceId: functionApp.outputs.resourceId
    dataStorageResourceId: dataStorage.outputs.resourceId
    eventTopicResourceId: empty(ingested) ? '' : '${groupId}/providers/Microsoft.EventGrid/systemTopics/evgt-${token}'
    emails: alertEmails
    budgetName: 'budget-${token}'
    monthlyBudget: monthlyBudget
    budgetStart: empty(budgetStart) ? thisMonth : budgetStart
  }
  dependsOn: [eventTopic]
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = groupName
output AZURE_TENANT_ID string = tenant().tenantId
output FUNCTION_APP_NAME string = functionApp.outputs.name
output FUNCTIONS_URL string = functionApp.outputs.url
output FOUNDRY_ACCOUNT_NAME string = accountName
output FOUNDRY_PROJECT_ENDPOINT string = createsFoundry ? project!.outputs.endpoint : existingFoundry!.outputs.endpoint
output DATA_STORAGE__blobServiceUri string = dataStorage.outputs.blobEndpoint
output DATA_STORAGE__queueServiceUri string = dataStorage.outputs.queueEndpoint
output DATA_STORAGE__tableServiceUri string = dataStorage.outputs.tableEndpoint
output DURABLE_BACKEND string = durableBackend
