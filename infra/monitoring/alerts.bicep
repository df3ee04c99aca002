// Says so when something needs somebody. Each alert is a query over the app's log; test/infra holds each against the lines of the code.
param location string
param tags object
param workspaceResourceId string
param emails string[]

var alerts = [
  { name: 'poison-queues', severity: 2, title: 'Messages were given up', query: loadTextContent('alerts/poison-queues.kql') }
  { name: 'tool-answers', severity: 2, title: 'Tool calls fall through', query: loadTextContent('alerts/tool-answers.kql') }
  { name: 'jobs-stalled', severity: 2, title: 'Jobs do not move', query: loadTextContent('alerts/jobs-stalled.kql') }
  { name: 'evaluation-gates', severity: 2, title: 'Evaluations fail their gates', query: loadTextContent('alerts/evaluation-gates.kql') }
  { name: 'ingestion-backlog', severity: 3, title: 'Ingestion stands still', query: loadTextContent('alerts/ingestion-backlog.kql') }
]

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-foundry-functions'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'foundry-fn'
    emailReceivers: map(emails, email => { name: email, emailAddress: email, useCommonAlertSchema: true })
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: 'alert-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      enabled: true
      severity: alert.severity
      scopes: [workspaceResourceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT30M'
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Total'
            metricMeasureColumn: 'count_'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // The tables of a new workspace are empty, and Azure would refuse to look into them.
      skipQueryValidation: true
      actions: { actionGroups: empty(emails) ? [] : [receivers.id] }
    }
  }
]
