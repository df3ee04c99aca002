import type OpenAI from 'openai';
import type { UpstreamSettings } from './upstream-settings.ts';

/** Returns a function that creates the upstream's client on first use. */
export function upstreamClient({ url, key }: UpstreamSettings): () => Promise<OpenAI> {
  let loading: Promise<OpenAI> | undefined;
  return () => {
    loading ??= import('openai').then(({ default: Client }) => new Client({ baseURL: url, apiKey: key ?? 'none' }));
    return loading;
  };
}
