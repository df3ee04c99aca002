import type { Settings } from '../../core/settings.ts';
import { upstreamSettings } from '../upstream/upstream-settings.ts';
import type { Embedder } from './embedder.ts';
import { upstreamEmbedder } from './upstream-embedder.ts';
import { wordEmbedder } from './word-embedder.ts';

/** What text_similarity compares with where nothing else is said. Source: OpenAI graders guide. */
export const EMBEDDING_MODEL = 'text-embedding-3-large';

/** The embeddings behind the emulator: the upstream's when there is one, else those by words. */
export function chooseEmbedder(settings: Settings, deployment = EMBEDDING_MODEL): Embedder {
  const upstream = upstreamSettings(settings);
  return upstream ? upstreamEmbedder(upstream, deployment) : wordEmbedder;
}
