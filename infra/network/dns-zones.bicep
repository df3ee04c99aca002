// Private DNS zones, linked to the network, that resolve the services' names to their private endpoints.
import { zonesOf } from 'zone-names.bicep'

param tags object
param networkResourceId string

@description('Parts of services whose zones are created: the keys of zonesOf.')
param groups string[]

var zoneNames = flatten(map(groups, group => zonesOf[group]))

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, at) in zoneNames: {
    parent: zones[at]
    name: last(split(networkResourceId, '/'))
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: networkResourceId } }
  }
]
