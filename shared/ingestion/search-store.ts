import type { OpenAI } from 'openai';
import { findFirst } from '../core/concurrency.ts';
import { TerminalError } from '../core/errors.ts';
import { explainServiceError } from '../foundry/service-error.ts';
import { plainName } from './sync/upload-name.ts';

/** A passage of a document that fits the query. */
export interface Passage {
  /** `container/path/of/blob`. */
  readonly path: string;
  /** 0 to 1. */
  readonly score: number;
  readonly text: string;
}

/** Ids of vector stores by name. A store that was deleted and made again has another id. */
const known = new Map<string, string>();

/**
 * Searches the vector store with a name.
 * @throws TerminalError when nothing has been ingested into it yet; RetryableError, RequestError when the service refuses
 */
export async function searchStore(...given: Parameters<typeof search>): Promise<Passage[]> {
  try {
    return await search(...given);
  } catch (error) {
    throw explainServiceError(error, `The vector store ${given[1].store}`);
  }
}

async function search(
  openai: OpenAI,
  { store, query, limit }: { readonly store: string; readonly query: string; readonly limit: number },
  signal: AbortSignal,
): Promise<Passage[]> {
  const passagesOf = async (id: string) => {
    const page = await openai.vectorStores.search(id, { query, max_num_results: limit }, { signal });
    return page.data.map(({ attributes, filename, score, content }) => ({
      path: typeof attributes?.path === 'string' ? attributes.path : plainName(filename),
      score,
      text: content.map(({ text }) => text).join('\n'),
    }));
  };
  const id = known.get(store);
  if (id !== undefined) {
    try {
      return await passagesOf(id);
    } catch (error) {
      if (!(error instanceof Error && 'status' in error && error.status === 404)) throw error;
      known.delete(store);
    }
  }
  const stores = openai.vectorStores.list({ limit: 100, order: 'asc' }, { signal });
  const found = await findFirst(stores, ({ name }) => name === store);
  if (found === undefined) {
    throw new TerminalError(`There is no vector store "${store}" yet: no document has been ingested into it.`);
  }
  known.set(store, found.id);
  return passagesOf(found.id);
}
