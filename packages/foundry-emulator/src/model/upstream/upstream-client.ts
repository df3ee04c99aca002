import type OpenAI from 'openai';
import type { UpstreamSettings } from './upstream-settings.ts';

/** The client of an upstream, loaded when it is first needed. */
export function upstreamClient({ url, key }: UpstreamSettings): () => Promise<OpenAI> {
  let loading: Promise<OpenAI> | undefined;
  return () => {
    loading ??= import('openai').then(({ default: Client }) => new Client({ baseURL: url, apiKey: key ?? 'none' }));
    return loading;
  };
}
