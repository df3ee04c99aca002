// Role assignments on the account of a further shard: the app and the agents on the queues of the tools, the app on its table.
import { shardTables, toolQueues } from '../data/storage-names.bicep'

param storageName string

@description('The function app\'s identity.')
param appPrincipalId string

@description('The Foundry project\'s identity, which its agents act with.')
param projectPrincipalId string

@description('The operator of the deployment; empty for none.')
param operatorPrincipalId string

@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

var roles = loadJsonContent('role-ids.json')
var agentQueues = filter(toolQueues, queue => queue.?agents ?? false)

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName

  resource queueService 'queueServices' existing = {
    name: 'default'
  }
  resource tableService 'tableServices' existing = {
    name: 'default'
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = [
  for queue in toolQueues: {
    parent: storage::queueService
    name: queue.name
  }
]

resource queuesOfAgents 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = [
  for queue in agentQueues: {
    parent: storage::queueService
    name: queue.name
  }
]

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' existing = [
  for table in shardTables: {
    parent: storage::tableService
    name: table
  }
]

resource appOnQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, at) in toolQueues: {
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

resource appOnTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, at) in shardTables: {
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

// The operator, in dev only: inspect queues.
resource operatorOnQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(storage.id, operatorPrincipalId, 'Storage Queue Data Contributor')
  scope: storage
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Queue Data Contributor']
    )
  }
}
