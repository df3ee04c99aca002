// The standard set-up of a new project: roles on its stores, capability hosts, then roles on what the capability hosts created.
targetScope = 'subscription'

@description('Resource group of the Foundry account.')
param groupName string
param accountName string
param projectName string
param projectPrincipalId string
param workspaceId string
param cosmosResourceId string
param searchResourceId string
param storageResourceId string

@description('True when the account\'s network is injected: the platform then creates the account\'s capability host.')
param networkInjected bool

var cosmosParts = split(cosmosResourceId, '/')
var searchParts = split(searchResourceId, '/')
var storageParts = split(storageResourceId, '/')

module cosmosRoles '../roles/agent-cosmos.bicep' = {
  scope: resourceGroup(cosmosParts[2], cosmosParts[4])
  params: { projectPrincipalId: projectPrincipalId, cosmosName: last(cosmosParts) }
}

module searchRoles '../roles/agent-search.bicep' = {
  scope: resourceGroup(searchParts[2], searchParts[4])
  params: { projectPrincipalId: projectPrincipalId, searchName: last(searchParts) }
}

module storageRoles '../roles/agent-storage.bicep' = {
  scope: resourceGroup(storageParts[2], storageParts[4])
  params: { projectPrincipalId: projectPrincipalId, storageName: last(storageParts) }
}

module capabilityHost 'capability-host.bicep' = {
  scope: resourceGroup(groupName)
  params: {
    accountName: accountName
    projectName: projectName
    cosmosResourceId: cosmosResourceId
    searchResourceId: searchResourceId
    storageResourceId: storageResourceId
    createAccountHost: !networkInjected
  }
  dependsOn: [cosmosRoles, searchRoles, storageRoles]
}

module containerRoles '../roles/agent-containers.bicep' = {
  scope: resourceGroup(storageParts[2], storageParts[4])
  params: { projectPrincipalId: projectPrincipalId, storageName: last(storageParts), workspaceId: workspaceId }
  dependsOn: [capabilityHost]
}

module databaseRoles '../roles/agent-database.bicep' = {
  scope: resourceGroup(cosmosParts[2], cosmosParts[4])
  params: { projectPrincipalId: projectPrincipalId, cosmosName: last(cosmosParts), workspaceId: workspaceId }
  dependsOn: [capabilityHost]
}
