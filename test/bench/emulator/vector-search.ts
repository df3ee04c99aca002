import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI, { toFile } from 'openai';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { type Summary, summarize, timed } from '../statistics.ts';

const FILES = 10;
const CHUNKS_PER_FILE = 1_000;
const TOKENS_PER_CHUNK = 100;
const SEARCHES = 30;

/** Each of these words is a token of its own, with the space before it. */
const WORDS =
  'order parcel customer return invoice supplier price delay weight address refund driver truck store'.split(' ');

/** Duration of searches in a vector store of 10,000 chunks. */
export async function vectorSearch(port: number, state: string): Promise<{ chunks: number; searches: Summary }> {
  trustCertificate(path.join(state, 'certificate/cert.pem'));
  const client = new OpenAI({ baseURL: `https://localhost:${port}/api/projects/local/openai/v1`, apiKey: 'a-key' });
  const ids: string[] = [];
  for (let number = 0; number < FILES; number++) {
    const file = await toFile(Buffer.from(text(number)), `${number}.txt`);
    ids.push((await client.files.create({ file, purpose: 'assistants' })).id);
  }
  const store = await client.vectorStores.create({
    file_ids: ids,
    chunking_strategy: {
      type: 'static',
      static: { max_chunk_size_tokens: TOKENS_PER_CHUNK, chunk_overlap_tokens: 0 },
    },
  });
  for (;;) {
    const { file_counts } = await client.vectorStores.retrieve(store.id);
    if (file_counts.failed > 0) throw new Error(`${file_counts.failed} files could not be taken in.`);
    if (file_counts.completed === FILES) break;
    await sleep(200);
  }
  const search = async (number: number) => {
    const query = `${WORDS[number % WORDS.length]} ${WORDS[(number * 5 + 3) % WORDS.length]}`;
    const { data } = await client.vectorStores.search(store.id, { query });
    if (data.length === 0) throw new Error(`Nothing was found for ${query}.`);
  };
  await search(0);
  return { chunks: FILES * CHUNKS_PER_FILE, searches: summarize(await timed(SEARCHES, 1, search)) };
}

const text = (seed: number): string =>
  Array.from(
    { length: CHUNKS_PER_FILE * TOKENS_PER_CHUNK },
    (_, at) => WORDS[(at * (seed + 3) + Math.floor(at / 7) * 5) % WORDS.length],
  ).join(' ');
