// The function app on Flex Consumption. Every setting it gets is written here; the templates know no key and no connection string.
param name string
param planName string
param location string
param tags object

@description('Node.js version of the Functions runtime.')
param runtimeVersion string
param instanceMemoryMB int
param maximumInstanceCount int
param zoneRedundant bool

@description('Instances that are always there for each function that answers agents. 0: none, and the first call waits for a start.')
param toolAlwaysReady int
param toolFunctions string[]

param identityResourceId string
param identityClientId string

@description('Endpoints of the host\'s own account.')
param hostBlobEndpoint string
param hostQueueEndpoint string
param hostTableEndpoint string
param packageContainer string

@description('Endpoints of the data account.')
param dataBlobEndpoint string
param dataQueueEndpoint string
param dataTableEndpoint string

param foundryProjectEndpoint string
param applicationInsightsConnectionString string

@description('Set when Durable keeps its state in Durable Task Scheduler; else Durable uses the host\'s account.')
param schedulerConnectionString string
param taskHubName string

@description('Subnet for the app\'s outgoing calls; empty without a private network.')
param subnetResourceId string

@description('Further settings of the app, such as HTTP_AUTH or JOB_LONGEST_WAIT: see docs/deployment.md. No secrets: use Key Vault references.')
param appSettings object

var durableSettings = empty(schedulerConnectionString)
  ? {}
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: schedulerConnectionString
      TASKHUB_NAME: taskHubName
    }

// What is fixed comes last: a further setting cannot turn a key on in its place.
var settings = union(appSettings, durableSettings, {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  AZURE_CLIENT_ID: identityClientId
  AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: hostQueueEndpoint
  AzureWebJobsStorage__tableServiceUri: hostTableEndpoint
  DATA_STORAGE__blobServiceUri: dataBlobEndpoint
  DATA_STORAGE__clientId: identityClientId
  DATA_STORAGE__credential: 'managedidentity'
  DATA_STORAGE__queueServiceUri: dataQueueEndpoint
  DATA_STORAGE__tableServiceUri: dataTableEndpoint
  FOUNDRY_PROJECT_ENDPOINT: foundryProjectEndpoint
})

module plan 'br/public:avm/res/web/serverfarm:0.7.0' = {
  params: {
    name: planName
    location: location
    tags: tags
    kind: 'functionapp'
    reserved: true
    skuName: 'FC1'
    zoneRedundant: zoneRedundant
    enableTelemetry: false
  }
}

module site 'br/public:avm/res/web/site:0.24.0' = {
  params: {
    name: name
    location: location
    tags: union(tags, { 'azd-service-name': 'functions' })
    kind: 'functionapp,linux'
    serverFarmResourceId: plan.outputs.resourceId
    managedIdentities: { userAssignedResourceIds: [identityResourceId] }
    keyVaultAccessIdentityResourceId: identityResourceId
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetResourceId: empty(subnetResourceId) ? null : subnetResourceId
    basicPublishingCredentialsPolicies: [
      { name: 'ftp', allow: false }
      { name: 'scm', allow: false }
    ]
    siteConfig: { alwaysOn: false, minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobEndpoint}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityResourceId
          }
        }
      }
      runtime: { name: 'node', version: runtimeVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: toolAlwaysReady == 0
          ? []
          : map(toolFunctions, tool => { name: 'function:${tool}', instanceCount: toolAlwaysReady })
      }
    }
    // What is not written here goes: a setting made by hand does not outlive the next provisioning.
    configs: [{ name: 'appsettings', properties: settings, retainCurrentAppSettings: false }]
    enableTelemetry: false
  }
}

output name string = site.outputs.name
output url string = 'https://${site.outputs.defaultHostname}'
