// Private endpoints of the services that the app and the agents reach.
import { zonesOf } from 'zone-names.bicep'

param location string
param tags object
param token string
param subnetResourceId string

@description('Resource group and subscription of the private DNS zones.')
param zonesSubscriptionId string
param zonesResourceGroup string
param endpoints privateEndpoint[]

@export()
type privateEndpoint = {
  name: string
  resourceId: string
  @description('The part of the service, in the service\'s own word.')
  group: 'blob' | 'queue' | 'table' | 'account' | 'Sql' | 'searchService' | 'scheduler'
}

// One at a time: two endpoints of one account at once are refused as a conflict.
@batchSize(1)
resource all 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for endpoint in endpoints: {
    name: 'pep-${endpoint.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetResourceId }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          #disable-next-line use-resource-id-functions
          properties: { privateLinkServiceId: endpoint.resourceId, groupIds: [endpoint.group] }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (endpoint, at) in endpoints: {
    parent: all[at]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: map(zonesOf[endpoint.group], zone => {
        name: replace(zone, '.', '-')
        properties: {
          privateDnsZoneId: resourceId(
            zonesSubscriptionId,
            zonesResourceGroup,
            'Microsoft.Network/privateDnsZones',
            zone
          )
        }
      })
    }
  }
]
