import type { Api, Operation } from '../../spec/shapes/operation.ts';
import type { Address } from './address.ts';
import { ApiError } from './api-error.ts';

/** Groups of operations that the GA versions before 2024-10-21 have (inference and authoring). */
const GA_GROUPS: ReadonlySet<string> = new Set([
  'Audio',
  'Chat completions',
  'Completions',
  'Embeddings',
  'Files',
  'Fine-tuning',
  'Images',
  'Models',
]);

const always = () => true;
const inGa = ({ group }: Operation) => GA_GROUPS.has(group);
const inGaOfOctober = (operation: Operation) => inGa(operation) || /^(Batches|Uploads)$/.test(operation.group);
const beforeResponses = ({ group }: Operation) => group !== 'Responses';

interface Version {
  readonly name: string;
  /** True when the version has the operation. */
  has(operation: Operation): boolean;
}

/**
 * The api-versions that are accepted, each reference's own first. The other versions of Azure OpenAI are served with the shapes of
 * 2024-10-01-preview, where those agree: fields that a version added are accepted and have the effect they have in `v1`. `v1` of a
 * project is what the released SDKs send.
 */
const VERSIONS: Readonly<Record<Api, readonly [Version, ...Version[]]>> = {
  foundry: [
    { name: '2025-11-15-preview', has: always },
    { name: 'v1', has: always },
  ],
  'azure-openai': [
    { name: '2024-10-01-preview', has: beforeResponses },
    { name: '2024-06-01', has: inGa },
    { name: '2024-10-21', has: inGaOfOctober },
    { name: '2024-02-01', has: inGa },
    { name: '2024-05-01-preview', has: beforeResponses },
    { name: '2024-07-01-preview', has: beforeResponses },
    { name: '2024-08-01-preview', has: beforeResponses },
    { name: '2024-09-01-preview', has: beforeResponses },
    { name: '2024-12-01-preview', has: beforeResponses },
    { name: '2025-01-01-preview', has: beforeResponses },
    { name: '2025-02-01-preview', has: beforeResponses },
    { name: '2025-03-01-preview', has: always },
    { name: '2025-04-01-preview', has: always },
    { name: 'preview', has: always },
  ],
};

/**
 * The version a request is served with.
 * @throws ApiError 400 that lists the accepted versions when the request names none, or one that does not have the operation
 */
export function apiVersionOf(operation: Operation, { api, unversioned }: Address, asked: string | null): string {
  if (unversioned) return 'v1';
  const served = VERSIONS[api];
  if (asked === null && operation.versionOptional) return served[0].name;
  const named = served.find(({ name }) => name === asked);
  if (named?.has(operation)) return named.name;
  const list = served
    .filter((version) => version.has(operation))
    .map(({ name }) => `'${name}'`)
    .join(', ');
  const problem = named
    ? `The api-version '${asked}' does not have ${operation.group.toLowerCase()}.`
    : `The api-version '${asked}' is not served${asked === 'v1' ? ' here, but below /openai/v1/' : ''}.`;
  throw new ApiError(400, {
    code: asked === null ? 'missing_api_version_parameter' : 'unsupported_api_version',
    message:
      asked === null
        ? `The api-version query parameter (?api-version=) is required for all requests. Served: ${list}.`
        : `${problem} Served: ${list}.`,
    param: 'api-version',
  });
}

/** Versions whose clients know more variants than the references, and fields that came later. */
export const isLaterThanReferences = (apiVersion: string): boolean =>
  apiVersion === 'v1' || apiVersion === 'preview' || /^2025-0/.test(apiVersion);
