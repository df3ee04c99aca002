import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import { trustCertificate } from '../../local/platform/trust.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import { plainName } from '../../shared/ingestion/sync/upload-name.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';

/** `INGESTION_KILLS=50 INGESTION_FILES=500 npm test -- test/ingestion/crash` takes some minutes. */
const KILLS = Number(process.env.INGESTION_KILLS ?? 4);
const FILES = Number(process.env.INGESTION_FILES ?? 60);
/** The longest life of a host between two kills, milliseconds. */
const LONGEST_LIFE_MS = 3_000;
/** After the last kill: an upload that comes late is looked for after half a minute. */
const LONGEST_END_MS = 240_000;

let platform: TestPlatform;
let openai: OpenAI;
beforeAll(async () => {
  platform = await localPlatform();
  trustCertificate(platform.endpoints.certificate);
  openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject });
}, 120_000);
afterAll(() => platform.stop());

describe('a host that is killed again and again while files go in', () => {
  it('loses none, leaves none behind, and attaches each once', async () => {
    const container = await openStorage({ connectionString: platform.endpoints.storage }).container('documents');
    await container.createIfNotExists();
    const random = seededRandom(7);
    let written = 0;
    const write = async (upTo: number) => {
      for (; written < upTo; written++) {
        const text = `Page ${written} of the handbook.`;
        await container.getBlockBlobClient(`handbook/${written}.md`).upload(text, text.length);
      }
    };
    for (let kill = 0; kill < KILLS; kill++) {
      await write(Math.ceil((FILES * (kill + 1)) / KILLS));
      await sleep(random() * LONGEST_LIFE_MS);
      await platform.host.kill();
      await platform.restartHost();
    }
    const names = Array.from({ length: FILES }, (_, at) => `${at}.md`).toSorted();
    await eventually(async () => {
      expect((await uploads()).map(blobName).toSorted()).toEqual(names);
      expect((await attached()).length).toBe(FILES);
    });
    const ids = (await uploads()).map(({ id }) => id).toSorted();
    expect((await attached()).toSorted()).toEqual(ids);
  }, 900_000);
});

async function uploads() {
  const found = [];
  for await (const { id, filename } of openai.files.list({ purpose: 'assistants' })) found.push({ id, filename });
  return found;
}

const blobName = ({ filename }: { filename: string }) => plainName(filename);

/** Files that are attached and indexed, of all vector stores. */
async function attached(): Promise<string[]> {
  const found: string[] = [];
  for await (const store of openai.vectorStores.list()) {
    for await (const { id, status } of openai.vectorStores.files.list(store.id, { limit: 100 })) {
      if (status === 'completed') found.push(id);
    }
  }
  return found;
}

async function eventually(check: () => Promise<void>): Promise<void> {
  const end = Date.now() + LONGEST_END_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(500);
    }
  }
}
