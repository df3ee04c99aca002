import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import { trustCertificate } from '../../local/platform/trust.ts';
import { sendMessage } from '../../shared/azure/storage/send-message.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import { BLOB_EVENTS_QUEUE } from '../../shared/ingestion/events/take-events.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';

const LONGEST_MS = 60_000;

let platform: TestPlatform;
let storage: Storage;
let openai: OpenAI;
beforeAll(async () => {
  platform = await localPlatform();
  storage = openStorage({ connectionString: platform.endpoints.storage });
  trustCertificate(platform.endpoints.certificate);
  openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject });
  await (await storage.container('documents')).createIfNotExists();
}, 120_000);
afterAll(() => platform.stop());

describe('a blob on the local platform', () => {
  it('is noticed, and waits in the ledger of its vector store or is on its way', async () => {
    await put('handbook/returns.md', 'Return it within thirty days.');
    await until(async () => {
      const { body } = await get('ingestions/handbook');
      return body.pendingEvents + Object.values(body.counts).reduce((sum, count) => sum + count, 0) >= 1;
    });
  });

  it('is found by a search, is replaced when it changes, and is gone when it is deleted', async () => {
    await put('handbook/warranty.md', 'The warranty lasts two years.');
    await until(async () => (await found('warranty')).some((text) => text.includes('two years')));
    await put('handbook/warranty.md', 'The warranty lasts five years.');
    await until(async () => {
      const texts = await found('warranty');
      return texts.some((text) => text.includes('five years')) && !texts.some((text) => text.includes('two years'));
    });
    await (await storage.container('documents')).deleteBlob('handbook/warranty.md');
    await until(async () => !(await found('warranty')).some((text) => text.includes('warranty')));
    const files = [];
    for await (const { filename } of openai.files.list({ purpose: 'assistants' })) files.push(filename);
    expect(files).toEqual([expect.stringMatching(/^returns~[0-9a-z]{13}\.md$/)]);
  }, 120_000);

  it('that hold no usable event leave a reason', async () => {
    const queue = storage.queue(BLOB_EVENTS_QUEUE);
    await sendMessage(queue, 'no json');
    await sendMessage(queue, JSON.stringify({ eventType: 'Microsoft.Storage.BlobTierChanged' }));
    const subject = '/blobServices/default/containers/elsewhere/blobs/a.md';
    await sendMessage(queue, JSON.stringify({ eventType: 'Microsoft.Storage.BlobCreated', subject }));
    // One that had failed at every delivery is looked at, too.
    const poisoned = subject.replace('elsewhere', 'poisoned');
    await sendMessage(
      storage.queue(`${BLOB_EVENTS_QUEUE}-poison`),
      JSON.stringify({ eventType: 'Microsoft.Storage.BlobCreated', subject: poisoned }),
    );
    await until(async () => {
      const { rejected, unmatched } = (await get('ingestions')).body;
      const codes = rejected.map(({ code }) => code);
      const all = ['invalid_json', 'unknown_event_type'].every((code) => codes.includes(code));
      const containers = unmatched.map(({ difference }) => difference);
      return all && ['"elsewhere"', '"poisoned"'].every((name) => containers.some((text) => text.includes(name)));
    });
  });

  it('is refused when its name leaves the container, and what it points to is never read', async () => {
    const outside = await storage.container('private-things');
    await outside.createIfNotExists();
    const secret = 'The secret recipe is plutonium.';
    await outside.getBlockBlobClient('x.md').upload(secret, Buffer.byteLength(secret));
    const names = [
      '../private-things/x.md',
      'handbook/../../private-things/x.md',
      'handbook/%2e%2e/%2e%2e/private-things/x.md',
      'handbook/%252e%252e/%252e%252e/private-things/x.md',
      'handbook/..%2f..%2fprivate-things/x.md',
      'handbook\\..\\..\\private-things\\x.md',
      'handbook/./../../private-things/x.md',
      'handbook//x.md',
    ];
    for (const name of names) {
      const subject = `/blobServices/default/containers/documents/blobs/${name}`;
      await sendMessage(
        storage.queue(BLOB_EVENTS_QUEUE),
        JSON.stringify({ eventType: 'Microsoft.Storage.BlobCreated', subject, data: { eTag: '0x1' } }),
      );
    }
    await until(async () => {
      const { rejected } = (await get('ingestions')).body;
      return rejected.filter(({ code }) => code === 'invalid_blob_path').length >= names.length;
    });
    // An event that came after them has been processed: nothing of theirs is still under way.
    await put('handbook/after-traversal.md', 'The traversal came before this.');
    await until(async () => (await found('traversal')).some((text) => text.includes('came before this')));
    expect((await found('secret recipe plutonium')).filter((text) => text.includes('plutonium'))).toEqual([]);
    const { files } = (await get('ingestions/handbook/files?limit=1000')).body;
    expect(files.filter(({ path }) => /private-things|\.\./.test(path))).toEqual([]);
  }, 120_000);

  it('that cannot be taken says why, and the others go on: garbage, nothing at all, one that is gone already, odd names', async () => {
    await put('handbook/bad/garbage.pdf', '%PDF-1.7 \u0000\u0001\u0002 no more of it');
    await put('handbook/bad/empty.md', '');
    const subject = '/blobServices/default/containers/documents/blobs/handbook/bad/gone.md';
    await sendMessage(
      storage.queue(BLOB_EVENTS_QUEUE),
      JSON.stringify({ eventType: 'Microsoft.Storage.BlobCreated', subject, data: { eTag: '0x1' } }),
    );
    const odd = ['a b#c?d%20e&f=g.md', 'quotes\'and"more.md', '手册 🦊.md', `${'long'.repeat(200)}.md`];
    for (const name of odd) await put(`handbook/bad/${name}`, `Odd name: ${name}`);
    await until(async () => {
      const { files } = (await get('ingestions/handbook/files?limit=1000')).body;
      const told = new Map(files.map(({ path, status, error }) => [path.slice(23), error?.code ?? status]));
      return (
        told.get('garbage.pdf') === 'invalid_file' &&
        told.get('empty.md') === 'file_empty' &&
        !told.has('gone.md') &&
        odd.every((name) => told.get(name) === 'indexed')
      );
    });
  });

  it('would be taken up by a dry run, which changes nothing', async () => {
    await put('handbook/dry/one.md', 'one');
    const answer = await post('ingestions', { source: 'handbook', prefix: 'handbook/dry/', dryRun: true });
    expect(answer).toMatchObject({ status: 200, body: { source: 'handbook', dryRun: true } });
  });

  it('of an unknown source returns 404 with the names of the sources', async () => {
    expect(await get('ingestions/nothing')).toMatchObject({ status: 404, body: { code: 'source_not_found' } });
    expect(await post('ingestions', { source: 'nothing' })).toMatchObject({ status: 404 });
  });
});

/** Texts that a search of the vector store finds. */
async function found(query: string): Promise<string[]> {
  const { id } = (await get('ingestions/handbook')).body.vectorStore;
  if (id === undefined) return [];
  const texts: string[] = [];
  for await (const { content } of openai.vectorStores.search(id, { query })) {
    texts.push(...content.map(({ text }) => text));
  }
  return texts;
}

async function put(name: string, text: string): Promise<void> {
  await (await storage.container('documents')).getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
}

/** Fields of the responses. */
interface Body {
  readonly pendingEvents: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly vectorStore: { readonly id?: string };
  readonly rejected: readonly { readonly code: string; readonly message: string }[];
  readonly unmatched: readonly { readonly difference: string }[];
  readonly files: readonly {
    readonly path: string;
    readonly status: string;
    readonly error?: { readonly code: string };
  }[];
}

async function get(path: string): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${platform.endpoints.functions}/api/${path}`);
  return { status: answer.status, body: (await answer.json()) as Body };
}

async function post(path: string, body: object) {
  const answer = await fetch(`${platform.endpoints.functions}/api/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function until(fits: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!(await fits())) {
    if (Date.now() > end) throw new Error('It did not come about.');
    await sleep(200);
  }
}
