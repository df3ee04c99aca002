// Receives logs, traces and metrics. It accepts them from signed-in identities only.
param workspaceName string
param componentName string
param location string
param tags object
param retentionInDays int

@description('Gigabytes a day after which the workspace drops data; -1 for no limit.')
param dailyQuotaGb string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    workspaceCapping: { dailyQuotaGb: json(dailyQuotaGb) }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    // With "true" alerts would need a storage account for their queries.
    forceCmkForQuery: false
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    RetentionInDays: retentionInDays
  }
}

output workspaceResourceId string = workspace.id
output componentName string = component.name
output connectionString string = component.properties.ConnectionString
