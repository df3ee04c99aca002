import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { DefaultAzureCredential } from '@azure/identity';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { storageAccount } from '../../shared/azure/storage/storage-account.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { runningPlatform } from '../platform/running-platform.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The project, storage and function app that a command works with. */
export interface Target {
  readonly env: NodeJS.ProcessEnv;
  storage(): Storage;
  /**
   * Calls the app's API and returns the parsed answer.
   * @param below path below `/api/`
   * @throws SetupError with the status and the `detail` of the answer when the status is not 2xx
   */
  api<T>(below: string, body?: object): Promise<T>;
}

/**
 * Opens the platform of this machine, or with `azure` a deployment. Settings of a deployment come from the environment, else from the
 * environment that azd has selected.
 * @throws SetupError when nothing runs here, or settings are missing
 */
export function openTarget(azure: boolean): Target {
  const env = azure ? azureEnvironment() : localEnvironment();
  return {
    env,
    storage: () => openStorage(storageAccount(env)),
    api: async <T>(below: string, body?: object): Promise<T> => {
      const url = `${setting(env, 'FUNCTIONS_URL').replace(/\/+$/, '')}/api/${below}`;
      const headers = { 'content-type': 'application/json', ...(azure ? await authorization(env) : {}) };
      const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await reach(url, init);
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

function azureEnvironment(): NodeJS.ProcessEnv {
  const env = { ...azdEnvironment(), ...process.env };
  setting(env, 'FOUNDRY_PROJECT_ENDPOINT');
  return env;
}

/** Reads the values that `azd provision` stored for the selected environment. */
function azdEnvironment(): NodeJS.ProcessEnv {
  const selected = path.join(root, '.azure/config.json');
  if (!existsSync(selected)) return {};
  const { defaultEnvironment } = JSON.parse(readFileSync(selected, 'utf8')) as { readonly defaultEnvironment?: string };
  const name = process.env.AZURE_ENV_NAME ?? defaultEnvironment;
  const file = path.join(root, '.azure', `${name}`, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

function setting(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new SetupError(`${name} is not set. Select the deployment with \`azd env select NAME\`, or set it.`);
}

/** A key if one is given, else a token for the app registration that guards the app. */
async function authorization(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  if (env.FUNCTIONS_KEY) return { 'x-functions-key': env.FUNCTIONS_KEY };
  const audience = env.ENTRA_AUDIENCE?.split(',')[0]?.trim();
  if (!audience) {
    throw new SetupError(
      'The deployed app asks who calls. Set FUNCTIONS_KEY to a function key of the app, or, if it uses HTTP_AUTH=entra, ENTRA_AUDIENCE to its application id.',
    );
  }
  const { token } = await new DefaultAzureCredential().getToken(`${audience}/.default`);
  return { authorization: `Bearer ${token}` };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new SetupError(
      `${new URL(url).origin} does not answer. Start the platform with \`npm run dev\`, or check FUNCTIONS_URL.`,
    );
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
