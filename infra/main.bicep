// Everything in this repository, deployed: `azd up`. dev and prod differ in environments/*.json and in nothing else.
targetScope = 'subscription'

import { storageNames } from 'data/storage-names.bicep'
import { modelDeployment } from 'foundry/account.bicep'

@description('Name of the azd environment: the resource group is rg-<name>.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of everything.')
@minLength(1)
param location string

@description('Whoever deploys: gets Foundry User on the project, to bring the agents there.')
param principalId string = deployer().objectId

@allowed(['User', 'Group', 'ServicePrincipal'])
param principalType string = 'User'

@description('Lets whoever deploys read and write the data account as well. For dev.')
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

@description('Further settings of the app: see docs/deployment.md.')
param appSettings object = {}

@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Zone redundant plan, storage and stores.')
param zoneRedundant bool

@description('Private endpoints for storage and Foundry, and a virtual network for app and agents.')
param privateNetwork bool
param addressPrefix string = '10.60.0.0/16'

@description('Public addresses that may reach the data account and Foundry in spite of a private network.')
param allowedIpRanges string[] = []

@description('An existing Foundry account; empty to make one.')
param existingFoundryAccount string = ''

@description('Its resource group.')
param existingFoundryResourceGroup string = ''

@description('Its project.')
param existingFoundryProject string = ''

@allowed(['basic', 'standard'])
param agentSetup string
param models modelDeployment[]

@allowed(['basic', 'standard'])
param searchSku string

param logRetentionInDays int
param logDailyQuotaGb string

@description('Who hears of alerts and of the budget.')
param alertEmails string[] = []

@description('A month, in the subscription\'s currency; 0 for no budget.')
@minValue(0)
param monthlyBudget int

@description('First day of the month the budget began; empty for this month. Azure refuses to move it later: the hook before provisioning keeps it.')
param budgetStart string = ''
param thisMonth string = utcNow('yyyy-MM-01')

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = union(extraTags, { 'azd-env-name': environmentName })
var storageSku = zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
var packageContainer = 'app-package'
var usesScheduler = durableBackend == 'durableTaskScheduler'
var ingested = map(filter(storageNames.containers, container => container.?ingested ?? false), container => container.name)

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module appIdentity 'br/public:avm/res/managed-identity/user-assigned-identity:0.6.0' = {
  scope: group
  params: { name: 'id-app-${token}', location: location, tags: tags, enableTelemetry: false }
}

module eventsIdentity 'br/public:avm/res/managed-identity/user-assigned-identity:0.6.0' = if (!empty(ingested)) {
  scope: group
  params: { name: 'id-events-${token}', location: location, tags: tags, enableTelemetry: false }
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

module hostStorage 'data/host-storage.bicep' = {
  scope: group
  params: {
    name: 'sthost${token}'
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
    name: 'stdata${token}'
    location: location
    tags: tags
    skuName: storageSku
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
  }
}

module network 'network/network.bicep' = if (privateNetwork) {
  scope: group
  params: { name: 'vnet-${token}', location: location, tags: tags, addressPrefix: addressPrefix }
}

module foundry 'foundry/new-or-existing.bicep' = {
  params: {
    groupName: group.name
    token: token
    location: location
    tags: tags
    existingAccount: existingFoundryAccount
    existingResourceGroup: existingFoundryResourceGroup
    existingProject: existingFoundryProject
    models: models
    agentSetup: agentSetup
    searchSku: searchSku
    zoneRedundant: zoneRedundant
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
    agentSubnetResourceId: network.?outputs.agentsSubnetResourceId ?? ''
    appPrincipalId: appIdentity.outputs.principalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
  }
}

module endpoints 'network/private-endpoints.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    subnetResourceId: network!.outputs.endpointsSubnetResourceId
    hostStorageResourceId: hostStorage.outputs.resourceId
    dataStorageResourceId: dataStorage.outputs.resourceId
    foundryResourceId: foundry.outputs.accountResourceId
    cosmosResourceId: foundry.outputs.cosmosResourceId
    searchResourceId: foundry.outputs.searchResourceId
    agentStorageResourceId: foundry.outputs.agentStorageResourceId
    blobZone: network!.outputs.blobZone
    queueZone: network!.outputs.queueZone
    tableZone: network!.outputs.tableZone
    foundryZones: network!.outputs.foundryZones
    cosmosZone: network!.outputs.cosmosZone
    searchZone: network!.outputs.searchZone
  }
}

module scheduler 'app/durable-task-scheduler.bicep' = if (usesScheduler) {
  scope: group
  params: { name: 'dts-${token}', location: location, tags: tags, skuName: schedulerSku }
}

module roles 'roles/roles.bicep' = {
  scope: group
  params: {
    appPrincipalId: appIdentity.outputs.principalId
    projectPrincipalId: foundry.outputs.projectPrincipalId
    eventsPrincipalId: eventsIdentity.?outputs.principalId ?? ''
    operatorPrincipalId: operatorAccess ? principalId : ''
    operatorPrincipalType: principalType
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    applicationInsightsName: monitoring.outputs.componentName
    schedulerName: scheduler.?outputs.name ?? ''
  }
}

// Event Grid tries its identity at once: the roles have to be there.
module blobEvents 'data/blob-events.bicep' = if (!empty(ingested)) {
  scope: group
  params: {
    name: 'evgt-${token}'
    location: location
    tags: tags
    storageResourceId: dataStorage.outputs.resourceId
    identityResourceId: eventsIdentity!.outputs.resourceId
    containers: ingested
  }
  dependsOn: [roles]
}

// The host reads its storage as soon as it starts: roles and private names first.
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
    zoneRedundant: zoneRedundant
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
    foundryProjectEndpoint: foundry.outputs.projectEndpoint
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    schedulerConnectionString: usesScheduler
      ? 'Endpoint=${scheduler!.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${appIdentity.outputs.clientId}'
      : ''
    taskHubName: scheduler.?outputs.taskHubName ?? ''
    subnetResourceId: network.?outputs.functionsSubnetResourceId ?? ''
    appSettings: appSettings
  }
  dependsOn: [roles, endpoints]
}

module watching 'monitoring/watching.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceResourceId: monitoring.outputs.workspaceResourceId
    emails: alertEmails
    budgetName: 'budget-${environmentName}'
    monthlyBudget: monthlyBudget
    budgetStart: empty(budgetStart) ? thisMonth : budgetStart
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_TENANT_ID string = tenant().tenantId
output FUNCTION_APP_NAME string = functionApp.outputs.name
output FUNCTIONS_URL string = functionApp.outputs.url
output FOUNDRY_ACCOUNT_NAME string = foundry.outputs.accountName
output FOUNDRY_PROJECT_ENDPOINT string = foundry.outputs.projectEndpoint
output DATA_STORAGE__blobServiceUri string = dataStorage.outputs.blobEndpoint
output DATA_STORAGE__queueServiceUri string = dataStorage.outputs.queueEndpoint
output DATA_STORAGE__tableServiceUri string = dataStorage.outputs.tableEndpoint
output DURABLE_BACKEND string = durableBackend
