/** Base and query of the API's URLs. */
export interface LinkBase {
  /** `http://127.0.0.1:7071/runtime/webhooks/durabletask` */
  readonly url: string;
  /** `code=...` */
  readonly key: string;
  readonly hubName: string;
  readonly connectionName: string;
}

/** Returns the management URLs of an instance for responses of the API. */
export function instanceLinks(base: LinkBase, instanceId: string) {
  const { rewindPostUri: _, ...links } = allInstanceLinks(base, instanceId, encodeURIComponent(instanceId));
  return links;
}

/** Returns the URLs of the `durableClient` binding. The library inserts ids for the placeholders. */
export function bindingLinks(base: LinkBase) {
  const start = `${base.url}/orchestrators/{functionName}[/{instanceId}]`;
  return {
    creationUrls: {
      createNewInstancePostUri: `${start}?${base.key}`,
      createAndWaitOnNewInstancePostUri: `${start}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${base.key}`,
    },
    managementUrls: allInstanceLinks(base, 'INSTANCEID', 'INSTANCEID'),
  };
}

function allInstanceLinks({ url, key, hubName, connectionName }: LinkBase, id: string, encodedId: string) {
  const root = `${url}/instances/${encodedId}`;
  const query = `taskHub=${encodeURIComponent(hubName)}&connection=${encodeURIComponent(connectionName)}&${key}`;
  return {
    id,
    statusQueryGetUri: `${root}?${query}`,
    sendEventPostUri: `${root}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${root}/terminate?reason={text}&${query}`,
    rewindPostUri: `${root}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${root}?${query}`,
    restartPostUri: `${root}/restart?${query}`,
    suspendPostUri: `${root}/suspend?reason={text}&${query}`,
    resumePostUri: `${root}/resume?reason={text}&${query}`,
  };
}
