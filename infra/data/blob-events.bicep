// Tells the app what happens to documents: Event Grid puts it on a storage queue, with an identity and without a webhook key.
import { eventsQueue, undeliveredEvents } from 'storage-names.bicep'

param name string
param location string
param tags object
param storageResourceId string
param identityResourceId string

@description('Containers whose blobs are reported: 1 to 25, Event Grid\'s own limit for one filter.')
@minLength(1)
@maxLength(25)
param containers string[]

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityResourceId}': {} }
  }
  properties: {
    source: storageResourceId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'ingestion'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: [
        'Microsoft.Storage.BlobCreated'
        'Microsoft.Storage.BlobDeleted'
        'Microsoft.Storage.BlobRenamed'
      ]
      advancedFilters: [
        {
          operatorType: 'StringBeginsWith'
          key: 'subject'
          values: map(containers, container => '/blobServices/default/containers/${container}/')
        }
      ]
    }
    deliveryWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: identityResourceId }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: storageResourceId
          queueName: eventsQueue
          queueMessageTimeToLiveInSeconds: -1
        }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: identityResourceId }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storageResourceId, blobContainerName: undeliveredEvents }
      }
    }
    retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 }
  }
}
