import { messageOf } from '../core/errors.ts';

/**
 * Returns the service's error message, with the remedy where the cause is known. Sources: the issues named in
 * docs/tools.md.
 */
export function explainFailure(error: unknown): string {
  const remedy = remedyFor(error);
  return remedy ? `${messageOf(error)} ${remedy}` : messageOf(error);
}

/** Returns the remedy where the cause is known. */
export function remedyFor(error: unknown): string | undefined {
  const message = messageOf(error);
  return KNOWN.find(({ when }) => when(message, error))?.remedy;
}

interface KnownFailure {
  readonly when: (message: string, error: unknown) => boolean;
  readonly remedy: string;
}

const KNOWN: readonly KnownFailure[] = [
  {
    when: (message) => /invalid tool value.*azure_function/i.test(message),
    remedy:
      'The project has the basic agent setup, which cannot call functions. Deploy the standard setup (capability hosts with your own ' +
      'storage, search and Cosmos DB), or let the agent call the tools over HTTP with the openapi tool (GET /api/openapi.json?tag=tools&version=3.0).',
  },
  {
    when: (message) => /audience is incorrect/i.test(message),
    remedy:
      'The project wants a token for https://ai.azure.com (scope https://ai.azure.com/.default) from its own tenant: sign in anew with ' +
      '`az login`, with `--tenant` if you have several.',
  },
  {
    when: (_, error) => [401, 403].includes(status(error) ?? 0),
    remedy:
      'The signed-in identity needs the role "Foundry User" (once "Azure AI User") on the project; sign in with `az login` or `azd auth login`. ' +
      'A new role takes a few minutes to work.',
  },
  {
    when: (message, error) =>
      /CredentialUnavailable|AggregateAuthentication/.test(nameOf(error)) || /az login/.test(message),
    remedy: 'This machine is not signed in to Azure. Run `az login` or `azd auth login` first.',
  },
  {
    when: (message, error) => status(error) === 404 && /project/i.test(message),
    remedy: 'Check FOUNDRY_PROJECT_ENDPOINT: the Foundry portal shows it in the overview of the project.',
  },
  {
    when: (message) => /api.?version/i.test(message),
    remedy: 'Set FOUNDRY_API_VERSION to one of the versions that the service names.',
  },
  {
    when: (message, error) => /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(`${code(error)} ${message}`),
    remedy: 'Nothing answers at FOUNDRY_PROJECT_ENDPOINT: check it, or run `npm start` for a project on this machine.',
  },
  {
    when: (message, error) => /self.signed|unable to verify|CERT_/i.test(`${code(error)} ${message}`),
    remedy: 'The certificate is not trusted: set NODE_EXTRA_CA_CERTS to the certificate that endpoints.json names.',
  },
];

function status(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : undefined;
}

function code(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
