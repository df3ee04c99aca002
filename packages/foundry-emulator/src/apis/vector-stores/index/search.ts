import type { Embedder } from '../../../model/embedding/embedder.ts';
import type { IndexDatabase } from './index-database.ts';
import { passageScore } from './passages.ts';
import { packedCosine, unit } from './vectors.ts';

export interface SearchRequest {
  readonly storeIds: readonly string[];
  readonly query: string;
  /** Limits the search to these files. */
  readonly fileIds?: readonly string[] | undefined;
  readonly limit: number;
  /** Minimum score, 0 to 1. */
  readonly threshold: number;
  /** True to rank candidates by their passages; false to rank by vectors alone. */
  readonly rerank: boolean;
}

export interface Found {
  readonly storeId: string;
  readonly fileId: string;
  readonly filename: string;
  readonly text: string;
  /** 0 to 1. */
  readonly score: number;
}

/** Minimum number of candidates from vectors, and from words. */
const CANDIDATES = 30;

/** Returns the chunks of some stores that match a query best: candidates by vector and by word, ranked by their best passage. */
export async function search(
  database: IndexDatabase,
  embedder: Embedder,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<Found[]> {
  const [vector = []] = await embedder.embed([request.query], signal);
  const scores = nearest(database, unit(vector), request);
  const candidates = new Set(scores.slice(0, Math.max(CANDIDATES, request.limit)).map(([id]) => id));
  if (request.rerank) for (const id of byWords(database, request)) candidates.add(id);
  const near = new Map(scores);
  const chunk = database.sql(
    'SELECT store, file, filename, text FROM chunks JOIN documents ON documents.id = document WHERE chunks.id = ?',
  );
  const close = passageScore(request.query);
  const found = [...candidates].flatMap((id): Found[] => {
    const row = chunk.get(id);
    if (!row) return [];
    const text = `${row.text}`;
    const score = Math.min(Math.max(near.get(id) ?? 0, request.rerank ? close(text) : 0, 0), 1);
    return [{ storeId: `${row.store}`, fileId: `${row.file}`, filename: `${row.filename}`, text, score }];
  });
  return found
    .filter(({ score }) => score > 0 && score >= request.threshold)
    .sort((a, b) => b.score - a.score)
    .slice(0, request.limit);
}

/** Returns the condition on documents with its values. */
function where({ storeIds, fileIds }: SearchRequest): { condition: string; values: string[] } {
  const stores = 'documents.store IN (SELECT value FROM json_each(?))';
  if (!fileIds) return { condition: stores, values: [JSON.stringify(storeIds)] };
  return {
    condition: `${stores} AND documents.file IN (SELECT value FROM json_each(?))`,
    values: [JSON.stringify(storeIds), JSON.stringify(fileIds)],
  };
}

/** Compares every chunk, which is exact, and fast enough for the largest store that the services allow. */
function nearest(database: IndexDatabase, query: Float32Array, request: SearchRequest): [number, number][] {
  const { condition, values } = where(request);
  const rows = database
    .sql(`SELECT chunks.id, vector FROM documents JOIN chunks ON document = documents.id WHERE ${condition}`)
    .iterate(...values);
  const scores: [number, number][] = [];
  for (const { id, vector } of rows) {
    if (!(vector instanceof Uint8Array)) continue;
    scores.push([Number(id), packedCosine(query, new Int8Array(vector.buffer, vector.byteOffset, vector.length))]);
  }
  return scores.sort((a, b) => b[1] - a[1]);
}

function byWords(database: IndexDatabase, request: SearchRequest): number[] {
  const words = request.query.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return [];
  const { condition, values } = where(request);
  return database
    .sql(
      `SELECT words.rowid AS id FROM words JOIN chunks ON chunks.id = words.rowid JOIN documents ON documents.id = document
       WHERE words MATCH ? AND ${condition} ORDER BY bm25(words) LIMIT ${CANDIDATES}`,
    )
    .all(words.map((word) => `"${word}"`).join(' OR '), ...values)
    .map(({ id }) => Number(id));
}
