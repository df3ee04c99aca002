// Role assignments in this resource group, one block for each resource. docs/deployment.md explains them; test/infra/roles.test.ts names
// the operation that needs each. Roles are referred to by id because names change. Each scope is a single queue, table, container or account.
import { storageNames, eventsQueue, undeliveredEvents } from '../data/storage-names.bicep'

@description('The function app\'s identity.')
param appPrincipalId string

@description('The Foundry project\'s identity, which its agents act with.')
param projectPrincipalId string

@description('The identity of Event Grid\'s topic; empty when nothing is ingested.')
param eventsPrincipalId string
param grantsEvents bool

@description('The operator of the deployment; empty for none.')
param operatorPrincipalId string

@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

param hostStorageName string
param dataStorageName string
param applicationInsightsName string

@description('Empty unless Durable Functions keeps its state in Durable Task Scheduler.')
param schedulerName string
param grantsScheduler bool

var roles = loadJsonContent('role-ids.json')
var agentQueues = filter(storageNames.queues, queue => queue.?agents ?? false)

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: dataStorageName

  resource queueService 'queueServices' existing = {
    name: 'default'
  }
  resource tableService 'tableServices' existing = {
    name: 'default'
  }
  resource blobService 'blobServices' existing = {
    name: 'default'
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = [
  for queue in storageNames.queues: {
    parent: dataStorage::queueService
    name: queue.name
  }
]

resource queuesOfAgents 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = [
  for queue in agentQueues: {
    parent: dataStorage::queueService
    name: queue.name
  }
]

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' existing = [
  for table in storageNames.tables: {
    parent: dataStorage::tableService
    name: table
  }
]

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [
  for container in storageNames.containers: {
    parent: dataStorage::blobService
    name: container.name
  }
]

resource blobEvents 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = {
  parent: dataStorage::queueService
  name: eventsQueue
}

resource undelivered 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: dataStorage::blobService
  name: undeliveredEvents
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' existing = if (grantsScheduler) {
  name: schedulerName
}

// The app on the host's account.
resource appOnHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor']: {
    name: guid(hostStorage.id, appPrincipalId, role)
    scope: hostStorage
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

// The app on each queue of the data account: send only, or everything.
resource appOnQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, at) in storageNames.queues: {
    name: guid(queues[at].id, appPrincipalId, queue.app)
    scope: queues[at]
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles[queue.app == 'sends' ? 'Storage Queue Data Message Sender' : 'Storage Queue Data Contributor']
      )
    }
  }
]

// The app on each table.
resource appOnTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, at) in storageNames.tables: {
    name: guid(tables[at].id, appPrincipalId, 'writes')
    scope: tables[at]
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles['Storage Table Data Contributor']
      )
    }
  }
]

// The app on each container: read, or write. Jobs and sources can use these containers only.
resource appOnContainers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, at) in storageNames.containers: {
    name: guid(containers[at].id, appPrincipalId, container.app)
    scope: containers[at]
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles[container.app == 'writes' ? 'Storage Blob Data Contributor' : 'Storage Blob Data Reader']
      )
    }
  }
]

// The app on Application Insights: sends logs and metrics.
resource appOnApplicationInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, appPrincipalId, 'Monitoring Metrics Publisher')
  scope: applicationInsights
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Monitoring Metrics Publisher']
    )
  }
}

// The app on Durable Task Scheduler, if Durable Functions uses it.
resource appOnScheduler 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (grantsScheduler) {
  name: guid(scheduler.id, appPrincipalId, 'Durable Task Data Contributor')
  scope: scheduler
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Durable Task Data Contributor']
    )
  }
}

// Agents on the queues of the tools only.
resource projectOnToolQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, at) in agentQueues: {
    name: guid(queuesOfAgents[at].id, projectPrincipalId, 'agents')
    scope: queuesOfAgents[at]
    properties: {
      principalId: projectPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles['Storage Queue Data Contributor']
      )
    }
  }
]

// Event Grid on its queue and on the container for events that it could not deliver.
resource eventsOnQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (grantsEvents) {
  name: guid(blobEvents.id, eventsPrincipalId, 'Storage Queue Data Message Sender')
  scope: blobEvents
  properties: {
    principalId: eventsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Queue Data Message Sender']
    )
  }
}

resource eventsOnUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (grantsEvents) {
  name: guid(undelivered.id, eventsPrincipalId, 'Storage Blob Data Contributor')
  scope: undelivered
  properties: {
    principalId: eventsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Blob Data Contributor']
    )
  }
}

// The operator on the data account, in dev only: upload documents, inspect queues.
resource operatorOnData 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['Storage Blob Data Contributor', 'Storage Queue Data Contributor']: if (!empty(operatorPrincipalId)) {
    name: guid(dataStorage.id, operatorPrincipalId, role)
    scope: dataStorage
    properties: {
      principalId: operatorPrincipalId
      principalType: operatorPrincipalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]
