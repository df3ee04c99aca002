import { ApiError, badRequest } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { chooseEmbedder } from '../../model/embedding/upstream-embedder.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { type EmbeddingInput, embeddingInputs } from './embedding-inputs.ts';

interface EmbeddingBody {
  readonly input: EmbeddingInput;
  readonly encoding_format?: 'float' | 'base64' | null;
  readonly dimensions?: number | null;
}

interface Bodies {
  embeddings_create: EmbeddingBody;
  Embeddings_Create: EmbeddingBody & { readonly model: string };
}

/** Returns the vector length of a model, by its name; `fixed` lengths cannot be reduced. */
const sizeOf = (model: string) => ({ most: /3-large/.test(model) ? 3072 : 1536, fixed: /ada-002/.test(model) });

/** Embeddings of the upstream or of the word embedder, the same that vector stores use. */
export const embeddings = group<Bodies>('Embeddings', ({ settings, store }) => {
  const deployments = deploymentsOf(store);
  const embed = async (model: string, body: EmbeddingBody, signal: AbortSignal) => {
    const { input, encoding_format: format, dimensions: asked } = body;
    const { capabilities, modelName = model } = deployments.get(model) ?? {};
    const chats = capabilities && 'chat_completion' in capabilities && !('embeddings' in capabilities);
    // Deployments of a seed file chat unless it says otherwise.
    if (chats && !/embed|ada-002/i.test(modelName))
      throw new ApiError(400, {
        code: 'OperationNotSupported',
        message: `The embeddings operation does not work with the deployment ${model}, which chats. Use an embedding model.`,
        param: 'model',
      });
    const { most, fixed } = sizeOf(model);
    if (asked && fixed)
      throw badRequest(`The model ${model} has vectors of one length: leave dimensions out.`, 'dimensions');
    if (asked && asked > most) throw badRequest(`dimensions is ${asked}; ${model} has ${most} at most.`, 'dimensions');
    const { texts, tokens } = await embeddingInputs(input);
    const embedder = chooseEmbedder(settings, model);
    const dimensions = asked ?? (embedder.label === 'words' ? most : undefined);
    const vectors = await embedder.embed(texts, signal, dimensions).catch((error) => {
      throw toApiError(error);
    });
    return {
      object: 'list',
      model,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: format === 'base64' ? base64(vector) : vector,
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  };

  return {
    embeddings_create: ({ params, body, signal }) => embed(params['deployment-id'], body, signal),
    Embeddings_Create: ({ body, signal }) => embed(body.model, body, signal),
  };
});

/** Encodes a vector as base64 of 32-bit little-endian floats. */
function base64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [place, value] of vector.entries()) bytes.writeFloatLE(value, place * 4);
  return bytes.toString('base64');
}
