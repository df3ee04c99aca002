import { messageOf } from '../../core/errors.ts';
import { ManagementError } from './management.ts';

/** Cause and remedy of an answer of Azure's management API that is none. */
export function explainManagement(error: unknown): [cause: string, mend: string] {
  const cause = messageOf(error).split('\n')[0] ?? '';
  const status = error instanceof ManagementError ? error.status : undefined;
  if (status === 401) return [cause, 'az login, to the tenant of AZURE_SUBSCRIPTION_ID (az login --tenant ...)'];
  if (status === 403)
    return [cause, 'the role "Reader" on the resource group; for the settings of the app "Contributor"'];
  if (status === 404) {
    return [
      cause,
      'AZURE_RESOURCE_GROUP, FUNCTION_APP_NAME and FOUNDRY_ACCOUNT_NAME as azd env get-values has them, or azd provision',
    ];
  }
  return [cause, 'az login; AZURE_RESOURCE_MANAGER_URL, if this is not the public cloud; then once more'];
}
