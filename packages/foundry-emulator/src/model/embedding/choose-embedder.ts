import type { Settings } from '../../core/settings.ts';
import { upstreamSettings } from '../upstream/upstream-settings.ts';
import type { Embedder } from './embedder.ts';
import { upstreamEmbedder } from './upstream-embedder.ts';
import { wordEmbedder } from './word-embedder.ts';

/** Default embedding model of text_similarity graders. Source: OpenAI graders guide. */
export const EMBEDDING_MODEL = 'text-embedding-3-large';

/** Returns the upstream's embedder if the settings name one, otherwise the word embedder. */
export function chooseEmbedder(settings: Settings, deployment = EMBEDDING_MODEL): Embedder {
  const upstream = upstreamSettings(settings);
  return upstream ? upstreamEmbedder(upstream, deployment) : wordEmbedder;
}
