// A Foundry of our own: account, models, project and, in the standard set-up, the agents' stores, in the order that works.
import { modelDeployment } from 'account.bicep'

param accountName string
param projectName string
param storeToken string
param location string
param tags object
param models modelDeployment[]

@description('Only the standard set-up has the azure_function tool; basic is enough for vector stores, fine-tuning and evaluations.')
@allowed(['basic', 'standard'])
param agentSetup string

@allowed(['basic', 'standard'])
param searchSku string
param zoneRedundant bool
param privateNetwork bool
param allowedIpRanges string[]
param agentSubnetResourceId string

module account 'account.bicep' = {
  params: {
    name: accountName
    location: location
    tags: tags
    models: models
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
    agentSubnetResourceId: agentSetup == 'standard' ? agentSubnetResourceId : ''
  }
}

module project 'project.bicep' = {
  params: {
    accountName: account.outputs.name
    name: projectName
    location: location
    tags: tags
  }
}

module stores 'agent-stores.bicep' = if (agentSetup == 'standard') {
  params: {
    cosmosName: 'cosmos-${storeToken}'
    searchName: 'srch-${storeToken}'
    storageName: 'stagents${storeToken}'
    location: location
    tags: tags
    privateNetwork: privateNetwork
    zoneRedundant: zoneRedundant
    searchSku: searchSku
  }
}

module storeRoles '../roles/agent-stores.bicep' = if (agentSetup == 'standard') {
  params: {
    projectPrincipalId: project.outputs.principalId
    cosmosName: stores!.outputs.cosmosName
    searchName: stores!.outputs.searchName
    storageName: stores!.outputs.storageName
  }
}

module capabilityHost 'capability-host.bicep' = if (agentSetup == 'standard') {
  params: {
    accountName: account.outputs.name
    projectName: project.outputs.name
    cosmosName: stores!.outputs.cosmosName
    searchName: stores!.outputs.searchName
    storageName: stores!.outputs.storageName
  }
  dependsOn: [storeRoles]
}

module dataRoles '../roles/agent-data.bicep' = if (agentSetup == 'standard') {
  params: {
    projectPrincipalId: project.outputs.principalId
    cosmosName: stores!.outputs.cosmosName
    storageName: stores!.outputs.storageName
    workspaceId: project.outputs.workspaceId
  }
  dependsOn: [capabilityHost]
}

output accountResourceId string = account.outputs.resourceId
output projectPrincipalId string = project.outputs.principalId
output projectEndpoint string = project.outputs.endpoint
output cosmosResourceId string = stores.?outputs.cosmosResourceId ?? ''
output searchResourceId string = stores.?outputs.searchResourceId ?? ''
output agentStorageResourceId string = stores.?outputs.storageResourceId ?? ''
