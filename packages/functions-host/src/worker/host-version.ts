/** The version of the Azure Functions host whose recorded behaviour this host follows; apps and tools ask for it. */
export const HOST_VERSION = '4.1037.0.0';
