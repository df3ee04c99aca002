// Alerts on the log of the app and the host. test/infra/alerts.test.ts runs each query's conditions over lines that the code writes.
param location string
param tags object
param workspaceResourceId string
param actionGroups string[]

var alerts = [
  {
    name: 'poison-queues'
    severity: 2
    title: 'Messages were moved to a poison queue'
    query: loadTextContent('alerts/poison-queues.kql')
    window: 'PT30M'
  }
  {
    name: 'tool-answers'
    severity: 2
    title: 'Tool calls fail or stay unanswered'
    query: loadTextContent('alerts/tool-answers.kql')
    window: 'PT30M'
  }
  {
    name: 'jobs-stalled'
    severity: 2
    title: 'Jobs made no progress'
    query: loadTextContent('alerts/jobs-stalled.kql')
    window: 'PT30M'
  }
  {
    name: 'evaluation-gates'
    severity: 2
    title: 'Evaluations fail their gates'
    query: loadTextContent('alerts/evaluation-gates.kql')
    window: 'PT30M'
  }
  {
    name: 'ingestion-backlog'
    severity: 3
    title: 'Ingestion is behind'
    query: loadTextContent('alerts/ingestion-backlog.kql')
    window: 'PT30M'
  }
  {
    name: 'app-silent'
    severity: 1
    title: 'The app has stopped reporting'
    query: loadTextContent('alerts/app-silent.kql')
    window: 'PT30M'
  }
]

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
      windowSize: alert.window
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
      // The tables of a new workspace are empty, and Azure would refuse queries over them.
      skipQueryValidation: true
      actions: { actionGroups: actionGroups }
    }
  }
]
