import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { AIProjectClient } from '@azure/ai-projects';
import type { TokenCredential } from '@azure/identity';
import { type Management, management } from '../../shared/azure/management/management.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { storageAccount } from '../../shared/azure/storage/storage-account.ts';
import { messageOf } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { projectClient } from '../../shared/foundry/project-client.ts';
import { runningPlatform } from '../platform/running-platform.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The options of every command that works with the platform of this machine or with a deployment. */
export interface TargetOptions {
  readonly azure?: boolean;
  readonly json?: boolean;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: object;
}

/** The project, storage and function app that a command works with. */
export interface Target {
  /** @throws SetupError naming the setting that is missing */
  setting(name: string): string;
  storage(): Storage;
  project(): AIProjectClient;
  /** The management API of a deployment. */
  management(): Management;
  /** A token of the signed-in user. */
  token(scope: string): Promise<string>;
  /**
   * Calls the app's API and returns the parsed answer.
   * @param below path below `/api/`
   * @throws SetupError with the status and the `detail` of the answer when the status is not 2xx
   */
  api<T>(below: string, request?: ApiRequest): Promise<T>;
}

/**
 * Opens the platform of this machine, or with `azure` a deployment. Settings of a deployment come from the environment, else from the
 * environment that azd has selected; it is used as the user that DefaultAzureCredential finds.
 * @throws SetupError when nothing runs here
 */
export function openTarget(azure: boolean | undefined): Target {
  const env = azure ? { ...azdEnvironment(), ...process.env } : localEnvironment();
  const setting = (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw new SetupError(`${name} is not set. Select the deployment with \`azd env select NAME\`, or set it.`);
  };
  const credential = azure ? signedInUser() : undefined;
  const token = async (scope: string) => (await credential?.getToken(scope))?.token ?? 'local';
  return {
    setting,
    storage: () => {
      if (azure && !env.DATA_STORAGE) setting('DATA_STORAGE__blobServiceUri');
      return openStorage(storageAccount(env), undefined, credential);
    },
    project: () => {
      setting('FOUNDRY_PROJECT_ENDPOINT');
      return projectClient(env, credential);
    },
    management: () => management(env, credential),
    token,
    api: async <T>(below: string, { body, method = body ? 'POST' : 'GET' }: ApiRequest = {}): Promise<T> => {
      const url = `${setting('FUNCTIONS_URL').replace(/\/+$/, '')}/api/${below}`;
      const headers = {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(azure ? await authorization(env, token) : {}),
      };
      const response = await reach(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }, azure);
      const text = await response.text();
      if (!response.ok) throw new SetupError(explainAnswer(url, response.status, text));
      return (text === '' ? {} : JSON.parse(text)) as T;
    },
  };
}

function localEnvironment(): NodeJS.ProcessEnv {
  const platform = runningPlatform();
  if (platform.FOUNDRY_PROJECT_ENDPOINT === undefined) {
    throw new SetupError(
      'The platform does not run on this machine. Start it with `npm run dev` (or `npm start`), or add --azure.',
    );
  }
  return { ...process.env, ...platform };
}

/** Reads the values that `azd provision` stored for the selected environment. */
export function azdEnvironment(): NodeJS.ProcessEnv {
  const selected = path.join(root, '.azure/config.json');
  if (!existsSync(selected)) return {};
  const { defaultEnvironment } = JSON.parse(readFileSync(selected, 'utf8')) as { readonly defaultEnvironment?: string };
  const name = process.env.AZURE_ENV_NAME ?? defaultEnvironment;
  const file = path.join(root, '.azure', `${name}`, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/** DefaultAzureCredential, whose refusal names the remedy. The SDK is loaded with the first token. */
function signedInUser(): TokenCredential {
  let credential: TokenCredential | undefined;
  return {
    getToken: async (scopes, options) => {
      const { DefaultAzureCredential } = await import('@azure/identity');
      credential ??= new DefaultAzureCredential();
      try {
        return await credential.getToken(scopes, options);
      } catch (cause) {
        const [reason = ''] = messageOf(cause).split('\n');
        throw new SetupError(
          `No token for Azure: sign in with \`az login\` or \`azd auth login\`, with \`--tenant\` if you have several. (${reason.trim()})`,
          { cause },
        );
      }
    },
  };
}

/** A key if one is given, else a token for the app registration that guards the app. */
async function authorization(
  env: NodeJS.ProcessEnv,
  token: (scope: string) => Promise<string>,
): Promise<Record<string, string>> {
  if (env.FUNCTIONS_KEY) return { 'x-functions-key': env.FUNCTIONS_KEY };
  const audience = env.ENTRA_AUDIENCE?.split(',')[0]?.trim();
  if (!audience) {
    throw new SetupError(
      'The deployed app asks who calls. Set FUNCTIONS_KEY to a function key of the app, or, if it uses HTTP_AUTH=entra, ENTRA_AUDIENCE to its application id.',
    );
  }
  return { authorization: `Bearer ${await token(`${audience}/.default`)}` };
}

async function reach(url: string, init: RequestInit, azure: boolean | undefined): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const remedy = azure ? 'Check FUNCTIONS_URL and the network.' : 'Start the platform with `npm run dev`.';
    throw new SetupError(`${new URL(url).origin} does not answer. ${remedy}`, { cause });
  }
}

function explainAnswer(url: string, status: number, text: string): string {
  try {
    const { title, detail, errors } = JSON.parse(text) as {
      title?: string;
      detail?: string;
      errors?: readonly { detail?: string; pointer?: string }[];
    };
    const more = (errors ?? [])
      .map((problem) => `\n  ${problem.pointer ?? ''} ${problem.detail ?? ''}`.trimEnd())
      .join('');
    return `${status} ${title ?? ''}: ${detail ?? ''}${more}`;
  } catch {
    return `${url} answered ${status}: ${text.slice(0, 500)}`;
  }
}
