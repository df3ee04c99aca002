// Charts of tool calls, jobs, evaluations, ingestion and failed messages.
param location string
param tags object
param workspaceResourceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspaceResourceId, 'foundry-functions')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'foundry-functions'
    category: 'workbook'
    sourceId: workspaceResourceId
    serializedData: string(loadJsonContent('workbook.json'))
  }
}
