import type { TokenCredential } from '@azure/identity';
import type { OpenAI } from 'openai';
import { timedFetch } from '../azure/client-timeouts.ts';
import { azureCredential } from '../azure/credential.ts';
import { FOUNDRY_API_VERSION } from './project-client.ts';
import { projectEndpoint } from './project-endpoint.ts';

const SCOPE = 'https://ai.azure.com/.default';

/** Milliseconds that one request may take; uploads set a longer time. */
const TIMEOUT_MS = 30_000;

/**
 * Opens OpenAI's client for the project that FOUNDRY_PROJECT_ENDPOINT names: files, fine-tuning, evals. The client never
 * retries: a request that creates something must not be sent twice, and its caller decides when to ask again. The SDK is
 * loaded here and not with the app, because it is large.
 * @throws TerminalError when the endpoint cannot be used
 */
export async function openaiClient(env: NodeJS.ProcessEnv): Promise<OpenAI> {
  const { url, local } = projectEndpoint(env);
  const version = env.FOUNDRY_API_VERSION ?? FOUNDRY_API_VERSION;
  const { OpenAI } = await import('openai');
  return new OpenAI({
    apiKey: local ? 'local' : tokens(azureCredential(env.AZURE_CLIENT_ID)),
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    ...(version === 'v1'
      ? { baseURL: `${url}/openai/v1`, fetch: inTime }
      : { baseURL: `${url}/openai`, defaultQuery: { 'api-version': version }, fetch: fetchAsDated }),
  });
}

/** Milliseconds that the body of a response may pause. */
const inTime = timedFetch(TIMEOUT_MS);

/** The versions that have a date spell one path with a hyphen where the SDK, which is made for `v1`, writes an underscore. */
const fetchAsDated: typeof fetch = (input, init) =>
  inTime(typeof input === 'string' ? input.replace('/openai/fine_tuning/', '/openai/fine-tuning/') : input, init);

/** Tokens of a credential, each used until shortly before its end. */
function tokens(credential: TokenCredential): () => Promise<string> {
  let loading: Promise<() => Promise<string>> | undefined;
  return async () => {
    loading ??= import('@azure/identity').then(({ getBearerTokenProvider }) =>
      getBearerTokenProvider(credential, SCOPE),
    );
    return (await loading)();
  };
}
