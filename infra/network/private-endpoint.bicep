// One private endpoint: one service of one resource, under its private name.
param name string
param location string
param tags object
param subnetResourceId string
param resourceId string

@description('The service, in the resource\'s own word: blob, queue, table, account, Sql, searchService.')
param group string
param zones string[]

module endpoint 'br/public:avm/res/network/private-endpoint:0.12.1' = {
  params: {
    name: name
    location: location
    tags: tags
    subnetResourceId: subnetResourceId
    privateLinkServiceConnections: [
      { name: name, properties: { privateLinkServiceId: resourceId, groupIds: [group] } }
    ]
    privateDnsZoneGroup: { privateDnsZoneGroupConfigs: map(zones, zone => { privateDnsZoneResourceId: zone }) }
    enableTelemetry: false
  }
}
