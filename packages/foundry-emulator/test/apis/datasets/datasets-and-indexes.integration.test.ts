import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ContainerClient } from '@azure/storage-blob';
import { startAzurite } from '../../../../../test/support/azurite.ts';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let emulator: TestEmulator;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'assets-'));
  azurite = await startAzurite();
  emulator = await startEmulator({
    state: path.join(folder, 'state'),
    inMemory: false,
    settings: { FOUNDRY_STORAGE_CONNECTION: azurite.connectionString },
  });
});
afterAll(async () => {
  await emulator.close();
  await azurite.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => emulator.admin('POST', 'reset'));
// The beta client says what it uploads.
beforeEach(() => void jest.spyOn(console, 'debug').mockImplementation(() => {}));

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

type Datasets = TestEmulator['project']['datasets'];
type Which = 'project' | 'projectV1' | 'projectBeta';
const datasetsOf = (which: Which) => emulator[which].datasets as unknown as Datasets;
const indexesOf = (which: Which) => emulator[which].indexes as unknown as TestEmulator['project']['indexes'];

async function stateOnDisk(): Promise<string> {
  await emulator.request('/datasets');
  return ['state.sqlite', 'state.sqlite-wal']
    .map((file) => readFileSync(path.join(folder, 'state/objects', file), 'latin1'))
    .join('');
}

describe.each(['project', 'projectV1', 'projectBeta'] as const)('datasets through %s', (which) => {
  it('accept a file through the client’s helper, and give access by a SAS', async () => {
    const file = path.join(folder, 'rows.jsonl');
    writeFileSync(file, '{"a":1}\n');
    const datasets = datasetsOf(which);
    const made = await datasets.uploadFile('rows', '1', file);
    expect(made).toMatchObject({ type: 'uri_file', name: 'rows', version: '1', isReference: false });
    expect(made.dataUri).toMatch(/\/rows\.jsonl$/);
    expect(await stateOnDisk()).not.toContain('sig=');

    const { blobReference } = await datasets.getCredentials('rows', '1');
    expect(blobReference.blobUri).toBe(made.dataUri);
    expect(await (await fetch(blobReference.credential.sasUri)).text()).toBe('{"a":1}\n');

    await datasets.delete('rows', '1');
    expect((await fetch(blobReference.credential.sasUri)).status).toBe(404);
    await expect(datasets.get('rows', '1')).rejects.toMatchObject({
      statusCode: 404,
      code: 'NotFound',
      message: expect.stringContaining('/datasets/rows/versions/1'),
    });
    await datasets.delete('rows', '1');
  });

  it('accept a folder, whose files the SAS lists', async () => {
    const source = path.join(folder, 'source');
    mkdirSync(path.join(source, 'inner'), { recursive: true });
    writeFileSync(path.join(source, 'a.txt'), 'a');
    writeFileSync(path.join(source, 'inner/b.txt'), 'b');
    const datasets = datasetsOf(which);
    expect(await datasets.uploadFolder('docs', which, source)).toMatchObject({
      type: 'uri_folder',
      isReference: false,
    });
    const { blobReference } = await datasets.getCredentials('docs', which);
    const container = new ContainerClient(blobReference.credential.sasUri);
    expect((await gather(container.listBlobsFlat())).map(({ name }) => name)).toEqual(['a.txt', 'inner/b.txt']);
  });

  it('have versions, the latest of which stands in the list', async () => {
    const datasets = datasetsOf(which);
    const dataUri = 'https://contoso.blob.core.windows.net/data/rows.jsonl';
    for (const name of ['a', 'b']) {
      for (const version of ['1', '2'])
        expect(await datasets.createOrUpdate(name, version, { type: 'uri_file', dataUri } as never)).toMatchObject({
          name,
          version,
          dataUri,
          isReference: true,
        });
    }
    const latest = async () => (await gather(datasets.list())).map(({ name, version }) => `${name}${version}`).sort();
    expect(await latest()).toEqual(['a2', 'b2']);
    expect((await gather(datasets.listVersions('a'))).map(({ version }) => version)).toEqual(['2', '1']);
    await datasets.delete('a', '2');
    expect(await latest()).toEqual(['a1', 'b2']);
  });
});

describe('a dataset', () => {
  const patch = (below: string, body: unknown) =>
    emulator.request(`/datasets/${below}`, { method: 'PATCH', body: JSON.stringify(body) });
  const dataUri = 'https://contoso.blob.core.windows.net/data/rows.jsonl?sv=1&sig=secret-signature';

  it('is made with 201, changed by a merge patch with 200, and keeps no SAS', async () => {
    const tags = { team: 'a', drop: 'me' };
    const made = await patch('d/versions/1', { type: 'uri_file', dataUri, description: 'first', tags });
    expect(made.status).toBe(201);
    const changed = await patch('d/versions/1', {
      type: 'uri_file',
      description: null,
      tags: { drop: null, new: 'b' },
    });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toEqual({
      id: 'azureai://accounts/local/projects/local/data/d/versions/1',
      type: 'uri_file',
      name: 'd',
      version: '1',
      dataUri: 'https://contoso.blob.core.windows.net/data/rows.jsonl',
      isReference: true,
      tags: { team: 'a', new: 'b' },
    });
    expect(await stateOnDisk()).not.toContain('secret-signature');
  });

  it.each([
    ['without data', 'n/versions/1', { type: 'uri_file' }, 'dataUri'],
    ['of an unknown type', 'n/versions/1', { type: 'uri_cake', dataUri }, 'type'],
    ['of another type than before', 'd/versions/1', { type: 'uri_folder' }, 'type'],
  ])('%s is refused', async (_why, below, body, target) => {
    await patch('d/versions/1', { type: 'uri_file', dataUri });
    const answer = await patch(below, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { target } });
  });

  it('has one pending upload, and none once it exists', async () => {
    const { datasets } = emulator.project;
    const begin = () => datasets.pendingUpload('p', '1', { pendingUploadType: 'BlobReference' });
    const first = await begin();
    const again = await begin();
    expect(again.pendingUploadId).toBe(first.pendingUploadId);
    expect(again.blobReference.blobUri).toBe(first.blobReference.blobUri);
    expect(await datasets.createOrUpdate('p', '1', { type: 'uri_folder' } as never)).toMatchObject({
      dataUri: first.blobReference.blobUri,
      isReference: false,
    });
    await expect(begin()).rejects.toMatchObject({ statusCode: 409 });
  });

  it('in another account has no credentials here', async () => {
    await patch('d/versions/1', { type: 'uri_file', dataUri });
    await expect(emulator.project.datasets.getCredentials('d', '1')).rejects.toMatchObject({ statusCode: 400 });
    await expect(emulator.project.datasets.getCredentials('d', '2')).rejects.toMatchObject({ statusCode: 404 });
  });
});

it('answers 503 with the remedy while the storage account is unavailable', async () => {
  const lonely = await startEmulator({
    settings: {
      FOUNDRY_STORAGE_CONNECTION:
        'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/devstoreaccount1;',
    },
  });
  const answer = await lonely.request('/datasets/d/versions/1/startPendingUpload', {
    method: 'POST',
    body: '{"pendingUploadType":"BlobReference"}',
  });
  expect(answer.status).toBe(503);
  expect(JSON.stringify(await answer.json())).toContain('Start Azurite');
  await lonely.close();
});

describe.each(['project', 'projectV1', 'projectBeta'] as const)('indexes through %s', (which) => {
  it('are made, changed, listed and deleted', async () => {
    const indexes = indexesOf(which);
    const search = { type: 'AzureSearch', connectionName: 'search', indexName: 'books' } as const;
    const made = await indexes.createOrUpdate('books', '1', search as never);
    expect(made).toMatchObject({ ...search, name: 'books', version: '1' });
    await indexes.createOrUpdate('books', '2', { ...search, indexName: 'books-2' } as never);
    expect((await gather(indexes.list())).map(({ version }) => version)).toEqual(['2']);
    expect((await gather(indexes.listVersions('books'))).map(({ version }) => version)).toEqual(['2', '1']);
    expect(await indexes.createOrUpdate('books', '1', { ...search, description: 'old' } as never)).toMatchObject({
      description: 'old',
    });
    await indexes.delete('books', '2');
    expect((await gather(indexes.list())).map(({ version }) => version)).toEqual(['1']);
    await expect(indexes.get('books', '2')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('without the fields of their type are refused', async () => {
    await expect(
      indexesOf(which).createOrUpdate('books', '1', { type: 'AzureSearch', connectionName: 'search' } as never),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});
