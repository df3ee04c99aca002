// Where the app's logs, traces and metrics go. Only a signed-in identity may send any.
param workspaceName string
param componentName string
param location string
param tags object
param retentionInDays int

@description('Gigabytes a day after which the workspace takes no more; -1 for no limit.')
param dailyQuotaGb string

module workspace 'br/public:avm/res/operational-insights/workspace:0.16.1' = {
  params: {
    name: workspaceName
    location: location
    tags: tags
    dataRetention: retentionInDays
    dailyQuotaGb: dailyQuotaGb
    features: { disableLocalAuth: true }
    // Else alerts would need a storage account for their queries.
    forceCmkForQuery: false
    enableTelemetry: false
  }
}

module component 'br/public:avm/res/insights/component:0.8.0' = {
  params: {
    name: componentName
    location: location
    tags: tags
    workspaceResourceId: workspace.outputs.resourceId
    disableLocalAuth: true
    retentionInDays: retentionInDays
    enableTelemetry: false
  }
}

output workspaceResourceId string = workspace.outputs.resourceId
output componentName string = component.outputs.name
output componentResourceId string = component.outputs.resourceId
output connectionString string = component.outputs.connectionString
