import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Settings } from '../../core/settings.ts';
import { ModelError } from '../contract/model-error.ts';
import { type UpstreamSettings, upstreamClient, upstreamSettings } from '../upstream/upstream-settings.ts';
import type { Embedder } from './embedder.ts';
import { wordEmbedder } from './word-embedder.ts';

/**
 * Texts per request: with the largest chunks, this stays below the token limit of a request. Source: OpenAI embeddings reference
 * (300,000; 2,048 texts).
 */
const TOGETHER = 64;

/** Embeds with a model of an OpenAI-compatible server. @throws ModelError on failure */
export function upstreamEmbedder(settings: UpstreamSettings, deployment: string): Embedder {
  const client = upstreamClient(settings);
  const model = settings.models.get(deployment) ?? deployment;
  return {
    label: 'upstream',
    embed: async (texts, signal, dimensions) => {
      try {
        const { embeddings } = await client();
        const size = dimensions === undefined ? {} : { dimensions };
        const vectors: number[][] = [];
        for (let from = 0; from < texts.length; from += TOGETHER) {
          const input = texts.slice(from, from + TOGETHER);
          const { data } = await embeddings.create({ model, input, encoding_format: 'float', ...size }, { signal });
          if (data.length !== input.length) throw new Error(`it sent ${data.length} vectors for ${input.length} texts`);
          vectors.push(...data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding));
        }
        return vectors;
      } catch (cause) {
        signal.throwIfAborted();
        throw new ModelError('server_error', `The upstream model "${model}" gave no embeddings: ${messageOf(cause)}`, {
          cause,
        });
      }
    },
  };
}

/** Default embedding model of text_similarity graders. Source: OpenAI graders guide. */
export const EMBEDDING_MODEL = 'text-embedding-3-large';

/** Returns the upstream's embedder if the settings name one, otherwise the word embedder. */
export function chooseEmbedder(settings: Settings, deployment = EMBEDDING_MODEL): Embedder {
  const upstream = upstreamSettings(settings);
  return upstream ? upstreamEmbedder(upstream, deployment) : wordEmbedder;
}
