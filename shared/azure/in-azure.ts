/**
 * True when this process runs in Azure with a managed identity: the platform sets the site's name and the identity's
 * endpoint.
 */
export const inAzure = (env: NodeJS.ProcessEnv): boolean => Boolean(env.IDENTITY_ENDPOINT || env.WEBSITE_SITE_NAME);
