/** Whether this process runs in Azure, where it has an identity: the platform names the site, and the identity's endpoint. */
export const inAzure = (env: NodeJS.ProcessEnv): boolean => Boolean(env.IDENTITY_ENDPOINT || env.WEBSITE_SITE_NAME);
