// Observes the deployment: alerts, a workbook, a budget.
param location string
param tags object
param workspaceResourceId string
param functionAppResourceId string
param dataStorageResourceId string

@description('Empty when nothing is ingested.')
param eventTopicResourceId string
param emails string[]
param budgetName string

@description('A month, in the subscription\'s currency; 0 for no budget.')
param monthlyBudget int
param budgetStart string

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

module logAlerts 'log-alerts.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceResourceId: workspaceResourceId
    actionGroups: empty(emails) ? [] : [receivers.id]
  }
}

module platformAlerts 'platform-alerts.bicep' = {
  params: {
    tags: tags
    functionAppResourceId: functionAppResourceId
    dataStorageResourceId: dataStorageResourceId
    eventTopicResourceId: eventTopicResourceId
    actionGroups: empty(emails) ? [] : [receivers.id]
  }
}

module workbook 'workbook.bicep' = {
  params: { location: location, tags: tags, workspaceResourceId: workspaceResourceId }
}

module budget 'budget.bicep' = if (monthlyBudget > 0 && !empty(emails)) {
  params: { name: budgetName, amount: monthlyBudget, emails: emails, startDate: budgetStart }
}
