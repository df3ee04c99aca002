import { TerminalError } from '../../../core/errors.ts';
import { projectEndpoint } from '../../../foundry/project-endpoint.ts';

/** Resource ids of a deployment. */
export interface AzureResources {
  readonly app: string;
  readonly account: string;
  readonly project: string;
  readonly dataStorage: string;
  /** The list of Event Grid's system topics. */
  readonly systemTopics: string;
  /** Id of a storage account of the deployment. */
  storage(name: string): string;
}

const NEEDED = ['AZURE_RESOURCE_GROUP', 'FUNCTION_APP_NAME', 'FOUNDRY_ACCOUNT_NAME', 'DATA_STORAGE__queueServiceUri'];

/**
 * Reads the resource ids from the values of `azd env get-values`. Undefined without AZURE_SUBSCRIPTION_ID: then the management API is not asked.
 * @throws TerminalError naming the missing settings
 */
export function azureResources(env: NodeJS.ProcessEnv): AzureResources | undefined {
  const subscription = env.AZURE_SUBSCRIPTION_ID;
  if (!subscription) return undefined;
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new TerminalError(
      `AZURE_SUBSCRIPTION_ID is set, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not. Take the settings from ` +
        '`azd env get-values`, or remove AZURE_SUBSCRIPTION_ID.',
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

/** Name of the storage account of an endpoint. */
export function accountOf(endpoint: string): string {
  return URL.canParse(endpoint) ? (new URL(endpoint).hostname.split('.')[0] ?? '') : '';
}
