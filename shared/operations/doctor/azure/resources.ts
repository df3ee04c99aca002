import { TerminalError } from '../../../core/errors.ts';
import { projectEndpoint } from '../../../foundry/project-endpoint.ts';

/** Ids of the resources of a deployment, as Azure's management API names them. */
export interface AzureResources {
  readonly app: string;
  readonly account: string;
  readonly project: string;
  readonly dataStorage: string;
  /** The list of Event Grid's topics. */
  readonly systemTopics: string;
  /** A storage account of the deployment by its name. */
  storage(name: string): string;
}

const NEEDED = ['AZURE_RESOURCE_GROUP', 'FUNCTION_APP_NAME', 'FOUNDRY_ACCOUNT_NAME', 'DATA_STORAGE__queueServiceUri'];

/**
 * Reads which deployment it is from what `azd env get-values` prints. Undefined without AZURE_SUBSCRIPTION_ID: then Azure itself is not asked.
 * @throws TerminalError naming what is missing
 */
export function azureResources(env: NodeJS.ProcessEnv): AzureResources | undefined {
  const subscription = env.AZURE_SUBSCRIPTION_ID;
  if (!subscription) return undefined;
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new TerminalError(
      `AZURE_SUBSCRIPTION_ID is set, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not: take the settings from ` +
        '`azd env get-values`, or AZURE_SUBSCRIPTION_ID out.',
    );
  }
  const group = `/subscriptions/${subscription}/resourceGroups/${env.AZURE_RESOURCE_GROUP}`;
  const foundryGroup = env.EXISTING_FOUNDRY_ACCOUNT ? env.EXISTING_FOUNDRY_RESOURCE_GROUP : undefined;
  const account =
    `/subscriptions/${subscription}/resourceGroups/${foundryGroup || env.AZURE_RESOURCE_GROUP}` +
    `/providers/Microsoft.CognitiveServices/accounts/${env.FOUNDRY_ACCOUNT_NAME}`;
  const storage = (name: string) => `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
  return {
    app: `${group}/providers/Microsoft.Web/sites/${env.FUNCTION_APP_NAME}`,
    account,
    project: `${account}/projects/${projectEndpoint(env).url.split('/').at(-1)}`,
    dataStorage: storage(accountOf(env.DATA_STORAGE__queueServiceUri ?? '')),
    systemTopics: `${group}/providers/Microsoft.EventGrid/systemTopics`,
    storage,
  };
}

/** The name of the storage account that an endpoint belongs to. */
export function accountOf(endpoint: string): string {
  return URL.canParse(endpoint) ? (new URL(endpoint).hostname.split('.')[0] ?? '') : '';
}
