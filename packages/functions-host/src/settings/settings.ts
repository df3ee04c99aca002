import { SetupError } from '../../../../shared/core/setup-error.ts';
import { IndexingError } from '../core/errors.ts';

/** Access to a storage account: by connection string, or by service URI and identity. */
export type Connection =
  | { readonly kind: 'connectionString'; readonly value: string }
  | { readonly kind: 'identity'; readonly properties: Readonly<Record<string, string>> };

/** Settings of the app: local.settings.json, overridden by the environment. Names are case-insensitive. */
export interface Settings {
  get(name: string): string | undefined;
  /**
   * Replaces each `%NAME%` by its setting.
   * @throws IndexingError when the setting does not exist
   */
  expand(text: string): string;
  /**
   * Resolves the `connection` of a binding: the setting `AzureWebJobs<name>` or `<name>`, or a group of settings
   * `<name>__queueServiceUri`, `<name>__credential` ... (returned with camelCase names).
   * @throws IndexingError naming the missing setting
   */
  connection(name: string | undefined): Connection;
  /** True when `AzureWebJobs.<function>.Disabled` disables the function. */
  isDisabled(functionName: string): boolean;
  /** All settings, for the app's process. */
  readonly environment: Readonly<Record<string, string>>;
}

const STORAGE = 'AzureWebJobsStorage';

export function makeSettings(
  local: Readonly<Record<string, string>>,
  processEnvironment: Readonly<Record<string, string | undefined>>,
): Settings {
  const environment: Record<string, string> = { ...local };
  for (const [name, value] of Object.entries(processEnvironment)) if (value !== undefined) environment[name] = value;
  const byName = new Map(Object.entries(environment).map(([name, value]) => [normal(name), value]));
  const get = (name: string) => byName.get(normal(name));

  return {
    get,
    environment,
    expand: (text) =>
      text.replace(/%([^%\s]+)%/g, (whole, name: string) => {
        const value = get(name);
        if (value === undefined) {
          throw new IndexingError(
            `${whole} names a setting that does not exist. Add ${name} to local.settings.json or to the environment.`,
            `'${whole}' does not resolve to a value.`,
            'Microsoft.Azure.WebJobs.Host',
          );
        }
        return value;
      }),
    connection: (given) => {
      const name = given || STORAGE;
      for (const candidate of [`AzureWebJobs${name}`, name]) {
        const value = get(candidate);
        if (value) return { kind: 'connectionString', value };
        const properties = group(byName, candidate);
        if (properties) return { kind: 'identity', properties };
      }
      throw new IndexingError(
        `The connection ${name} is not set. Add a connection string ${name} (or ${name}__queueServiceUri for an identity) to local.settings.json or to the environment.`,
        `Storage account connection string 'AzureWebJobs${given || 'Storage'}' does not exist. Make sure that it is a defined App Setting.`,
        'Microsoft.Azure.WebJobs.Extensions.Storage',
      );
    },
    isDisabled: (functionName) => {
      const value = get(`AzureWebJobs.${functionName}.Disabled`);
      return value !== undefined && (value === '1' || value.toLowerCase() === 'true');
    },
  };
}

/** `:` and `__` both separate groups, as in the real host's configuration. */
function normal(name: string): string {
  return name.replaceAll(':', '__').toLowerCase();
}

/**
 * Properties of an identity-based connection. Source: Azure Functions, "Common properties for identity-based
 * connections".
 */
const IDENTITY_PROPERTIES = [
  ...['queueServiceUri', 'blobServiceUri', 'tableServiceUri', 'serviceUri', 'accountName'],
  ...['credential', 'clientId', 'tenantId', 'clientSecret', 'managedIdentityResourceId'],
];

function group(byName: ReadonlyMap<string, string>, name: string): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const property of IDENTITY_PROPERTIES) {
    const value = byName.get(normal(`${name}__${property}`));
    if (value) found[property] = value;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/**
 * Reads a setting that is true or false; false when it does not exist.
 * @throws SetupError for any other value
 */
export function isTrue(settings: Pick<Settings, 'get'>, name: string): boolean {
  const value = settings.get(name) ?? '';
  if (/^(|0|false)$/i.test(value)) return false;
  if (/^(1|true)$/i.test(value)) return true;
  throw new SetupError(`${name} is "${value}"; it must be true or false.`);
}
