// Alerts that work without the app: platform metrics, resource health and failed deployments.
param tags object
param functionAppResourceId string
param dataStorageResourceId string

@description('Empty when nothing is ingested.')
param eventTopicResourceId string
param actionGroups string[]

var actions = map(actionGroups, id => { actionGroupId: id })

var eventAlerts = [
  { name: 'events-undelivered', title: 'Event Grid cannot deliver events of blobs', metric: 'DeliveryAttemptFailCount', threshold: 5 }
  { name: 'events-dead-lettered', title: 'Event Grid gave up events of blobs', metric: 'DeadLetteredCount', threshold: 0 }
  { name: 'events-dropped', title: 'Event Grid lost events of blobs', metric: 'DroppedEventCount', threshold: 0 }
]

resource events 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in eventAlerts: if (!empty(eventTopicResourceId)) {
    name: 'alert-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.title
      enabled: true
      severity: 2
      scopes: [eventTopicResourceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.metric
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: alert.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: alert.threshold
          }
        ]
      }
      actions: actions
    }
  }
]

// Azure measures the messages of all queues of an account once an hour, and no age: the age of each queue is in the app's own metric.
resource queues 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-messages-pile-up'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages pile up in the data account'
    enabled: true
    severity: 2
    scopes: ['${dataStorageResourceId}/queueServices/default']
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'QueueMessageCount'
          metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices'
          metricName: 'QueueMessageCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 1000
        }
      ]
    }
    actions: actions
  }
}

resource health 'Microsoft.Insights/activityLogAlerts@2023-01-01-preview' = {
  name: 'alert-app-unavailable'
  location: 'global'
  tags: tags
  properties: {
    description: 'Azure reports the app or its storage as unavailable'
    enabled: true
    scopes: [resourceGroup().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'ResourceHealth' }
        { anyOf: map([functionAppResourceId, dataStorageResourceId], id => { field: 'resourceId', equals: id }) }
        {
          anyOf: map(['Unavailable', 'Degraded'], status => {
            field: 'properties.currentHealthStatus'
            equals: status
          })
        }
      ]
    }
    actions: { actionGroups: actions }
  }
}

resource deployments 'Microsoft.Insights/activityLogAlerts@2023-01-01-preview' = {
  name: 'alert-deployment-failed'
  location: 'global'
  tags: tags
  properties: {
    description: 'A deployment of this resource group failed'
    enabled: true
    scopes: [resourceGroup().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'Administrative' }
        { field: 'operationName', equals: 'Microsoft.Resources/deployments/write' }
        { field: 'status', equals: 'Failed' }
      ]
    }
    actions: { actionGroups: actions }
  }
}
