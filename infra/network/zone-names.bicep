// Private DNS zones by the part of a service that a private endpoint connects to.
// Source: Microsoft Learn, "Azure private endpoint private DNS zone values".
var storage = environment().suffixes.storage

@export()
var zonesOf = {
  blob: ['privatelink.blob.${storage}']
  queue: ['privatelink.queue.${storage}']
  table: ['privatelink.table.${storage}']
  account: ['privatelink.services.ai.azure.com', 'privatelink.openai.azure.com', 'privatelink.cognitiveservices.azure.com']
  Sql: ['privatelink.documents.azure.com']
  searchService: ['privatelink.search.windows.net']
  scheduler: ['privatelink.durabletask.io']
}
