import type OpenAI from 'openai';
import { SetupError } from '../../../../../shared/core/setup-error.ts';

/** Address and models of the upstream. */
export interface UpstreamSettings {
  /** Base URL of an OpenAI-compatible server, including `/v1` if it has one. */
  url: string;
  key?: string;
  /** Upstream model names by deployment. Deployments that are not listed keep their name. */
  models: Map<string, string>;
}

/**
 * Reads FOUNDRY_UPSTREAM_URL, FOUNDRY_UPSTREAM_KEY and FOUNDRY_UPSTREAM_MODELS ("deployment=model,other=model2"); undefined without a
 * URL.
 * @throws SetupError for an invalid value: silently using the rule-based model instead would be noticed too late
 */
export function upstreamSettings(env: NodeJS.ProcessEnv): UpstreamSettings | undefined {
  const url = env.FOUNDRY_UPSTREAM_URL?.trim();
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new SetupError(
      'FOUNDRY_UPSTREAM_URL is not an http(s) address. Give the base address of an OpenAI-compatible server, such as http://localhost:11434/v1.',
    );
  }
  const models = new Map<string, string>();
  for (const pair of (env.FOUNDRY_UPSTREAM_MODELS ?? '').split(',').filter((part) => part.trim() !== '')) {
    const [deployment = '', model = ''] = pair.split('=').map((part) => part.trim());
    if (!deployment || !model) {
      throw new SetupError(
        `FOUNDRY_UPSTREAM_MODELS has "${pair.trim()}", which is not of the form deployment=model. Separate pairs by commas.`,
      );
    }
    models.set(deployment, model);
  }
  return { url, models, ...(env.FOUNDRY_UPSTREAM_KEY ? { key: env.FOUNDRY_UPSTREAM_KEY } : {}) };
}

/** Returns a function that creates the upstream's client on first use. */
export function upstreamClient({ url, key }: UpstreamSettings): () => Promise<OpenAI> {
  let loading: Promise<OpenAI> | undefined;
  return () => {
    loading ??= import('openai').then(({ default: Client }) => new Client({ baseURL: url, apiKey: key ?? 'none' }));
    return loading;
  };
}
