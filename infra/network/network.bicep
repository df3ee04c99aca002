// A private network: one subnet for the app, one for the agents, one for private endpoints.
param name string
param location string
param tags object

@description('A /16; each subnet takes a /24 of it. Class A (10.0.0.0/8) works for the agents in the regions of regions.json only.')
param addressPrefix string

// Only default rules plus no remote administration from one machine of the network to another.
resource securityGroups 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [
  for subnet in ['functions', 'agents', 'endpoints']: {
    name: 'nsg-${subnet}-${name}'
    location: location
    tags: tags
    properties: {
      securityRules: [
        {
          name: 'deny-remote-administration'
          properties: {
            priority: 4000
            direction: 'Outbound'
            access: 'Deny'
            protocol: 'Tcp'
            sourceAddressPrefix: '*'
            sourcePortRange: '*'
            destinationAddressPrefix: 'VirtualNetwork'
            destinationPortRanges: ['22', '3389']
          }
        }
      ]
    }
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 0)
          networkSecurityGroup: { id: securityGroups[0].id }
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'agents'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 1)
          networkSecurityGroup: { id: securityGroups[1].id }
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 2)
          networkSecurityGroup: { id: securityGroups[2].id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

output resourceId string = network.id
