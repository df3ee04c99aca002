// Parameters of a deployment: those of environments/dev.json or prod.json, and what parameters.json allows to set.
// An unset variable of GitHub is an empty text; it counts as not set.
using './main.bicep'

var kind = readEnvironmentVariable('DEPLOYMENT_KIND', '')
var kinds = {
  dev: loadJsonContent('environments/dev.json')
  prod: loadJsonContent('environments/prod.json')
}
var chosen = kinds[empty(kind) ? 'dev' : kind]

var environment = readEnvironmentVariable('AZURE_ENV_NAME', '')
var region = readEnvironmentVariable('AZURE_LOCATION', '')
var ownerType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', '')
var setup = readEnvironmentVariable('AGENT_SETUP', '')
var backend = readEnvironmentVariable('DURABLE_BACKEND', '')
var auth = readEnvironmentVariable('HTTP_AUTH', '')
var functionsSubnet = readEnvironmentVariable('FUNCTIONS_SUBNET', '')
var agentsSubnet = readEnvironmentVariable('AGENTS_SUBNET', '')
var endpointsSubnet = readEnvironmentVariable('ENDPOINTS_SUBNET', '')
var prefix = readEnvironmentVariable('ADDRESS_PREFIX', '')
var emails = readEnvironmentVariable('ALERT_EMAILS', '')
var ranges = readEnvironmentVariable('ALLOWED_IP_RANGES', '')
var settings = readEnvironmentVariable('APP_SETTINGS', '')

param environmentName = empty(environment) ? 'dev' : environment
param location = empty(region) ? 'swedencentral' : region
param principalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param principalType = empty(ownerType) ? 'User' : ownerType

param agentSetup = empty(setup) ? chosen.agentSetup : setup
param durableBackend = empty(backend) ? chosen.durableBackend : backend
param httpAuth = empty(auth) ? chosen.httpAuth : auth
param entraAudience = readEnvironmentVariable('ENTRA_AUDIENCE', '')
param existingFoundryAccount = readEnvironmentVariable('EXISTING_FOUNDRY_ACCOUNT', '')
param existingFoundryResourceGroup = readEnvironmentVariable('EXISTING_FOUNDRY_RESOURCE_GROUP', '')
param existingFoundryProject = readEnvironmentVariable('EXISTING_FOUNDRY_PROJECT', '')
param existingVnetResourceId = readEnvironmentVariable('EXISTING_VNET_RESOURCE_ID', '')
param functionsSubnetName = empty(functionsSubnet) ? 'functions' : functionsSubnet
param agentsSubnetName = empty(agentsSubnet) ? 'agents' : agentsSubnet
param endpointsSubnetName = empty(endpointsSubnet) ? 'endpoints' : endpointsSubnet
param addressPrefix = empty(prefix) ? '172.28.0.0/16' : prefix
param dnsZonesResourceGroup = readEnvironmentVariable('DNS_ZONES_RESOURCE_GROUP', '')
param dnsZonesSubscriptionId = readEnvironmentVariable('DNS_ZONES_SUBSCRIPTION_ID', '')
param existingCosmosResourceId = readEnvironmentVariable('EXISTING_COSMOS_RESOURCE_ID', '')
param existingSearchResourceId = readEnvironmentVariable('EXISTING_SEARCH_RESOURCE_ID', '')
param existingAgentStorageResourceId = readEnvironmentVariable('EXISTING_AGENT_STORAGE_RESOURCE_ID', '')
param alertEmails = empty(emails) ? [] : split(emails, ',')
param allowedIpRanges = empty(ranges) ? [] : split(ranges, ',')
param appSettings = json(empty(settings) ? '{}' : settings)
param budgetStart = readEnvironmentVariable('BUDGET_START', '')

param diagnosticLogs = chosen.diagnosticLogs
param instanceMemoryMB = chosen.instanceMemoryMB
param logDailyQuotaGb = chosen.logDailyQuotaGb
param logRetentionInDays = chosen.logRetentionInDays
param maximumInstanceCount = chosen.maximumInstanceCount
param modelCapacity = chosen.modelCapacity
param models = loadJsonContent('models.json').deployments
param monthlyBudget = chosen.monthlyBudget
param operatorAccess = chosen.operatorAccess
param privateNetwork = chosen.privateNetwork
param searchSku = chosen.searchSku
param toolAlwaysReady = chosen.toolAlwaysReady
param zoneRedundant = chosen.zoneRedundant
param zoneRedundantApp = chosen.zoneRedundantApp
