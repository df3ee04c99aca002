// The function app on Flex Consumption. It gets no key and no connection string: every setting is in this file.
param name string
param planName string
param location string
param tags object

@description('Node.js version of the Functions runtime.')
param runtimeVersion string
param instanceMemoryMB int
param maximumInstanceCount int

@description('True: the platform keeps at least two always-ready instances for each scaling group, and bills them.')
param zoneRedundant bool

@description('Always-ready instances for each function that answers agents. With 0 the first call waits for a cold start.')
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

@description('Numbers of the further accounts with queues of the tools; their names are that of the data account and the number.')
param shards int[]

param foundryProjectEndpoint string
param applicationInsightsConnectionString string

@description('Set when Durable Functions keeps its state in Durable Task Scheduler; otherwise it uses the host\'s account.')
param schedulerConnectionString string
param taskHubName string

@description('Subnet for the app\'s outgoing calls; empty without a private network.')
param subnetResourceId string

@description('How callers of the HTTP API sign in: `key` (function keys) or `entra` (tokens).')
param httpAuth string

@description('Application id of the app registration that callers request tokens for; needed for `entra`.')
param entraAudience string

@description('Further settings of the app: see docs/deployment.md. No secrets: use Key Vault references.')
param appSettings object

var durableSettings = empty(schedulerConnectionString)
  ? {}
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: schedulerConnectionString
      TASKHUB_NAME: taskHubName
    }

var accessSettings = httpAuth == 'entra'
  ? {
      HTTP_AUTH: 'entra'
      ENTRA_TENANT_ID: tenant().tenantId
      ENTRA_AUDIENCE: entraAudience
    }
  : { HTTP_AUTH: 'key' }

// The connection of each shard: DATA_STORAGE_1__queueServiceUri and its like.
var dataAccount = split(split(dataQueueEndpoint, '//')[1], '.')[0]
var shardSettings = reduce(
  shards,
  {},
  (settings, shard) =>
    union(settings, {
      'DATA_STORAGE_${shard}__blobServiceUri': replace(dataBlobEndpoint, dataAccount, '${dataAccount}${shard}')
      'DATA_STORAGE_${shard}__clientId': identityClientId
      'DATA_STORAGE_${shard}__credential': 'managedidentity'
      'DATA_STORAGE_${shard}__queueServiceUri': replace(dataQueueEndpoint, dataAccount, '${dataAccount}${shard}')
      'DATA_STORAGE_${shard}__tableServiceUri': replace(dataTableEndpoint, dataAccount, '${dataAccount}${shard}')
    })
)

// Fixed settings come last: a further setting cannot put a key in their place.
var settings = union(appSettings, durableSettings, accessSettings, shardSettings, {
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

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityResourceId}': {} } }
  properties: {
    serverFarmId: plan.id
    clientAffinityEnabled: false
    httpsOnly: true
    keyVaultReferenceIdentity: identityResourceId
    virtualNetworkSubnetId: empty(subnetResourceId) ? null : subnetResourceId
    siteConfig: { http20Enabled: true, minTlsVersion: '1.2' }
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
  }

  // Settings that are not written here are removed: one made by hand does not outlive the next provisioning.
  resource appSettingsConfig 'config' = {
    name: 'appsettings'
    properties: settings
  }

  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = site.name
output resourceId string = site.id
output url string = 'https://${site.properties.defaultHostName}'
