// Parameters of a deployment: those of environments/dev.json or prod.json (`azd env set DEPLOYMENT_KIND prod`), and what azd knows.
using './main.bicep'

var kinds = {
  dev: loadJsonContent('environments/dev.json')
  prod: loadJsonContent('environments/prod.json')
}
var chosen = kinds[readEnvironmentVariable('DEPLOYMENT_KIND', 'dev')]
var emails = readEnvironmentVariable('ALERT_EMAILS', '')
var ranges = readEnvironmentVariable('ALLOWED_IP_RANGES', '')

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'swedencentral')
param principalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param principalType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')

param existingFoundryAccount = readEnvironmentVariable('EXISTING_FOUNDRY_ACCOUNT', '')
param existingFoundryResourceGroup = readEnvironmentVariable('EXISTING_FOUNDRY_RESOURCE_GROUP', '')
param existingFoundryProject = readEnvironmentVariable('EXISTING_FOUNDRY_PROJECT', '')
param alertEmails = empty(emails) ? [] : split(emails, ',')
param allowedIpRanges = empty(ranges) ? [] : split(ranges, ',')
param appSettings = json(readEnvironmentVariable('APP_SETTINGS', '{}'))
param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', chosen.durableBackend)
param budgetStart = readEnvironmentVariable('BUDGET_START', '')

param agentSetup = chosen.agentSetup
param instanceMemoryMB = chosen.instanceMemoryMB
param logDailyQuotaGb = chosen.logDailyQuotaGb
param logRetentionInDays = chosen.logRetentionInDays
param maximumInstanceCount = chosen.maximumInstanceCount
param models = chosen.models
param monthlyBudget = chosen.monthlyBudget
param operatorAccess = chosen.operatorAccess
param privateNetwork = chosen.privateNetwork
param searchSku = chosen.searchSku
param toolAlwaysReady = chosen.toolAlwaysReady
param zoneRedundant = chosen.zoneRedundant
