// The Foundry that everything works with: one of our own, or an account and project that are there already; and who may use it.
targetScope = 'subscription'

import { modelDeployment } from 'account.bicep'

@description('Resource group of everything that is made.')
param groupName string
param token string
param location string
param tags object

@description('Empty to make an account and a project.')
param existingAccount string
param existingResourceGroup string
param existingProject string

param models modelDeployment[]

@allowed(['basic', 'standard'])
param agentSetup string

@allowed(['basic', 'standard'])
param searchSku string
param zoneRedundant bool
param privateNetwork bool
param allowedIpRanges string[]
param agentSubnetResourceId string

param appPrincipalId string
param deployerPrincipalId string

@allowed(['User', 'Group', 'ServicePrincipal'])
param deployerPrincipalType string

var makes = empty(existingAccount)
var account = makes ? 'foundry-${token}' : existingAccount
var project = makes ? 'foundry-functions' : existingProject
var homeOfExisting = empty(existingResourceGroup) ? groupName : existingResourceGroup

module made 'foundry.bicep' = if (makes) {
  scope: resourceGroup(groupName)
  params: {
    accountName: account
    projectName: project
    storeToken: token
    location: location
    tags: tags
    models: models
    agentSetup: agentSetup
    searchSku: searchSku
    zoneRedundant: zoneRedundant
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
    agentSubnetResourceId: agentSubnetResourceId
  }
}

module existing 'existing.bicep' = if (!makes) {
  scope: resourceGroup(homeOfExisting)
  params: { accountName: account, projectName: project }
}

module roles '../roles/foundry.bicep' = {
  scope: resourceGroup(makes ? groupName : homeOfExisting)
  params: {
    accountName: account
    projectName: project
    appPrincipalId: appPrincipalId
    projectPrincipalId: makes ? made!.outputs.projectPrincipalId : existing!.outputs.principalId
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

output accountName string = account
output accountResourceId string = makes ? made!.outputs.accountResourceId : existing!.outputs.accountResourceId
output projectPrincipalId string = makes ? made!.outputs.projectPrincipalId : existing!.outputs.principalId
output projectEndpoint string = makes ? made!.outputs.projectEndpoint : existing!.outputs.endpoint
output cosmosResourceId string = made.?outputs.cosmosResourceId ?? ''
output searchResourceId string = made.?outputs.searchResourceId ?? ''
output agentStorageResourceId string = made.?outputs.agentStorageResourceId ?? ''
