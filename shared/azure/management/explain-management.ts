import { messageOf } from '../../core/errors.ts';
import { ManagementError } from './management.ts';

/** Returns the cause of a failed request to the management API, and its fix. */
export function explainManagement(error: unknown): [cause: string, fix: string] {
  const cause = messageOf(error).split('\n')[0] ?? '';
  const status = error instanceof ManagementError ? error.status : undefined;
  if (status === 401) return [cause, 'az login, to the tenant of AZURE_SUBSCRIPTION_ID (az login --tenant ...)'];
  if (status === 403) {
    return [cause, 'get the role "Reader" on the resource group; for the settings of the app "Contributor"'];
  }
  if (status === 404) {
    return [
      cause,
      'take AZURE_RESOURCE_GROUP, FUNCTION_APP_NAME and FOUNDRY_ACCOUNT_NAME from azd env get-values, or run azd provision',
    ];
  }
  return [cause, 'az login; set AZURE_RESOURCE_MANAGER_URL if this is not the public cloud; then try again'];
}
