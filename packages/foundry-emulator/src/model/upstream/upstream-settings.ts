import { SetupError } from '../../../../../shared/core/setup-error.ts';

/** Where the real model is. */
export interface UpstreamSettings {
  /** Base address of an OpenAI-compatible server, `/v1` included where it has one. */
  url: string;
  key?: string;
  /** Deployment name -> the upstream's name for its model. Unlisted ones keep their name. */
  models: Map<string, string>;
}

/**
 * Reads FOUNDRY_UPSTREAM_URL, FOUNDRY_UPSTREAM_KEY and FOUNDRY_UPSTREAM_MODELS ("deployment=model,other=model2"); undefined without a URL.
 * @throws SetupError on a value that cannot be meant: a stand-in that answers in place of a mistyped upstream would be noticed too late.
 */
export function upstreamSettings(env: NodeJS.ProcessEnv): UpstreamSettings | undefined {
  const url = env.FOUNDRY_UPSTREAM_URL?.trim();
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new SetupError(
      'FOUNDRY_UPSTREAM_URL is no http(s) address. Give the base address of an OpenAI-compatible server, such as http://localhost:11434/v1.',
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
