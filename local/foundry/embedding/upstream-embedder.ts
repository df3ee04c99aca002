import { messageOf } from '../../../shared/errors.ts';
import { ModelError } from '../model/model-error.ts';
import type { UpstreamSettings } from '../model/upstream/settings.ts';
import { upstreamClient } from '../model/upstream/upstream-client.ts';
import type { Embedder } from './embedder.ts';

/** Embeds with a real model behind an OpenAI-compatible server. @throws ModelError when it cannot */
export function upstreamEmbedder(settings: UpstreamSettings, deployment: string): Embedder {
  const client = upstreamClient(settings);
  const model = settings.models.get(deployment) ?? deployment;
  return {
    label: 'upstream',
    embed: async (texts, signal, dimensions) => {
      try {
        const { data } = await (await client()).embeddings.create(
          { model, input: [...texts], encoding_format: 'float', ...(dimensions === undefined ? {} : { dimensions }) },
          { signal },
        );
        return data.map(({ embedding }) => embedding);
      } catch (cause) {
        signal.throwIfAborted();
        throw new ModelError('server_error', `The upstream model "${model}" gave no embeddings: ${messageOf(cause)}`, {
          cause,
        });
      }
    },
  };
}
