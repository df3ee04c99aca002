import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AIProjectClient, type KnownApiVersions } from '@azure/ai-projects';
import { AIProjectClient as BetaProjectClient } from 'ai-projects-beta';
import { AzureOpenAI } from 'openai';
import { trustCertificate } from '../../local/platform/trust.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../packages/foundry-emulator/src/emulator.ts';
import { checkAnswers } from './check-answers.ts';

/** The reference's version. The released client's type knows only its own, `v1`; it sends what it is given. */
const REFERENCE_VERSION = '2025-11-15-preview' as string as KnownApiVersions;

/** A credential for the Azure clients. */
export const testCredential = {
  getToken: () => Promise.resolve({ token: 'a-token-for-tests', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** Limits off: the speed of the machine must not decide a test. A test of the limits sets its own. */
const withoutRates = { FOUNDRY_UPLOADS_PER_SECOND: 'off', FOUNDRY_ATTACHES_PER_MINUTE: 'off' };

export interface TestEmulator extends Emulator {
  /** The released client, with the reference's api-version. */
  readonly project: AIProjectClient;
  /** The released client as it comes: api-version `v1`. */
  readonly projectV1: AIProjectClient;
  /** 2.0.0-beta.3, whose own api-version is the reference's. */
  readonly projectBeta: BetaProjectClient;
  /** The client of the Azure OpenAI endpoint. */
  readonly azureOpenAI: AzureOpenAI;
  /** A bare request with a token: `path` below the project's endpoint, api-version added where the path has no query. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** A request to `/_emulator/...`; returns the parsed answer. */
  admin<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

/**
 * An emulator in memory on a free port, with clients that trust it. Call `close()` in afterAll: it fails when any answer was not
 * as the references have it.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const folder = options.state === undefined ? mkdtempSync(path.join(tmpdir(), 'foundry-')) : undefined;
  const { inspect, violations } = checkAnswers();
  const emulator = await createEmulator({
    port: 0,
    inMemory: true,
    inspect,
    ...options,
    state: options.state ?? `${folder}`,
    settings: { ...withoutRates, ...options.settings },
  });
  trustCertificate(emulator.certificate);
  const { project: endpoint, azureOpenAI, admin } = emulator.endpoints;
  return {
    ...emulator,
    project: new AIProjectClient(endpoint, testCredential, { apiVersion: REFERENCE_VERSION }),
    projectV1: new AIProjectClient(endpoint, testCredential),
    projectBeta: new BetaProjectClient(endpoint, testCredential),
    azureOpenAI: new AzureOpenAI({
      endpoint: azureOpenAI,
      apiKey: 'a-key',
      apiVersion: '2024-10-01-preview',
      maxRetries: 0,
    }),
    request: (below, { headers, ...init } = {}) =>
      fetch(`${endpoint}${below}${below.includes('?') ? '' : `?api-version=${REFERENCE_VERSION}`}`, {
        ...init,
        headers: { authorization: 'Bearer a-token-for-tests', 'content-type': 'application/json', ...headers },
      }),
    admin: async <T>(method: string, below: string, body?: unknown) => {
      const init =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await fetch(`${admin}/${below}`, { method, ...init });
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
    close: async () => {
      await emulator.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
      expect([...violations]).toEqual([]);
    },
  };
}
