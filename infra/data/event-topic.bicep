// Event Grid's topic for the data account. Its identity gets its roles before event-subscription.bicep uses it.
// The identity is system-assigned: a user-assigned one does not pass the firewall of a storage account.
// Source: Microsoft Learn, "Storage queue as an event handler for Azure Event Grid events" (read 2026-12-01).
param name string
param location string
param tags object
param storageResourceId string

@description('Empty to send no diagnostic logs.')
param workspaceResourceId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: storageResourceId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(workspaceResourceId)) {
  name: 'delivery-failures'
  scope: topic
  properties: {
    workspaceId: workspaceResourceId
    logs: [{ category: 'DeliveryFailures', enabled: true }]
  }
}

output name string = topic.name
output resourceId string = topic.id
output principalId string = topic.identity.principalId
