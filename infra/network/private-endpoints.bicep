// The private endpoints of everything the app and the agents reach: one row each.
param location string
param tags object
param token string
param subnetResourceId string
param hostStorageResourceId string
param dataStorageResourceId string
param foundryResourceId string

@description('The agents\' own stores; empty in the basic set-up.')
param cosmosResourceId string
param searchResourceId string
param agentStorageResourceId string

param blobZone string
param queueZone string
param tableZone string
param foundryZones string[]
param cosmosZone string
param searchZone string

var endpoints = [
  { name: 'host-blob', resourceId: hostStorageResourceId, group: 'blob', zones: [blobZone] }
  { name: 'host-queue', resourceId: hostStorageResourceId, group: 'queue', zones: [queueZone] }
  { name: 'host-table', resourceId: hostStorageResourceId, group: 'table', zones: [tableZone] }
  { name: 'data-blob', resourceId: dataStorageResourceId, group: 'blob', zones: [blobZone] }
  { name: 'data-queue', resourceId: dataStorageResourceId, group: 'queue', zones: [queueZone] }
  { name: 'data-table', resourceId: dataStorageResourceId, group: 'table', zones: [tableZone] }
  { name: 'foundry', resourceId: foundryResourceId, group: 'account', zones: foundryZones }
  { name: 'agents-blob', resourceId: agentStorageResourceId, group: 'blob', zones: [blobZone] }
  { name: 'agents-cosmos', resourceId: cosmosResourceId, group: 'Sql', zones: [cosmosZone] }
  { name: 'agents-search', resourceId: searchResourceId, group: 'searchService', zones: [searchZone] }
]

// One at a time: two endpoints of one account at once are refused as a conflict.
@batchSize(1)
module all 'private-endpoint.bicep' = [
  for endpoint in endpoints: if (!empty(endpoint.resourceId)) {
    name: 'private-endpoint-${endpoint.name}'
    params: {
      name: 'pep-${endpoint.name}-${token}'
      location: location
      tags: tags
      subnetResourceId: subnetResourceId
      resourceId: endpoint.resourceId
      group: endpoint.group
      zones: endpoint.zones
    }
  }
]
