// The private network: a subnet for the app, one for agents, one for private endpoints, and the DNS zones that make names private.
param name string
param location string
param tags object

@description('A /16; each subnet takes a /24 of it.')
param addressPrefix string

// The queue zone is the one that is easily forgotten: without it an agent's call never reaches the app.
var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink.services.ai.azure.com'
  'privatelink.openai.azure.com'
  'privatelink.cognitiveservices.azure.com'
  'privatelink.documents.azure.com'
  'privatelink.search.windows.net'
]

module network 'br/public:avm/res/network/virtual-network:0.10.1' = {
  params: {
    name: name
    location: location
    tags: tags
    addressPrefixes: [addressPrefix]
    subnets: [
      { name: 'functions', addressPrefix: cidrSubnet(addressPrefix, 24, 0), delegation: 'Microsoft.App/environments' }
      { name: 'agents', addressPrefix: cidrSubnet(addressPrefix, 24, 1), delegation: 'Microsoft.App/environments' }
      { name: 'endpoints', addressPrefix: cidrSubnet(addressPrefix, 24, 2) }
    ]
    enableTelemetry: false
  }
}

module zones 'br/public:avm/res/network/private-dns-zone:0.8.1' = [
  for zone in zoneNames: {
    params: {
      name: zone
      tags: tags
      virtualNetworkLinks: [{ virtualNetworkResourceId: network.outputs.resourceId }]
      enableTelemetry: false
    }
  }
]

output functionsSubnetResourceId string = network.outputs.subnetResourceIds[0]
output agentsSubnetResourceId string = network.outputs.subnetResourceIds[1]
output endpointsSubnetResourceId string = network.outputs.subnetResourceIds[2]
output blobZone string = zones[0].outputs.resourceId
output queueZone string = zones[1].outputs.resourceId
output tableZone string = zones[2].outputs.resourceId
output foundryZones string[] = [zones[3].outputs.resourceId, zones[4].outputs.resourceId, zones[5].outputs.resourceId]
output cosmosZone string = zones[6].outputs.resourceId
output searchZone string = zones[7].outputs.resourceId
