// What watches the deployment: alerts, a workbook, a budget.
param location string
param tags object
param workspaceResourceId string
param emails string[]
param budgetName string

@description('A month, in the subscription\'s currency; 0 for no budget.')
param monthlyBudget int
param budgetStart string

module alerts 'alerts.bicep' = {
  params: { location: location, tags: tags, workspaceResourceId: workspaceResourceId, emails: emails }
}

module workbook 'workbook.bicep' = {
  params: { location: location, tags: tags, workspaceResourceId: workspaceResourceId }
}

module budget 'budget.bicep' = if (monthlyBudget > 0 && !empty(emails)) {
  params: { name: budgetName, amount: monthlyBudget, emails: emails, startDate: budgetStart }
}
