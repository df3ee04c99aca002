import { IngestionHarness } from '../support/ingestion/ingestion-harness.ts';

const plain = { handbook: { from: 'documents/**' } };
const labelled = (team: string) => ({ handbook: { from: 'documents/**', attributes: () => ({ team }) } });
const cut = (maxTokens: number) => ({ handbook: { from: 'documents/**', chunking: { maxTokens, overlap: 50 } } });

/** A world with some blobs that are indexed. */
async function settled(
  config: ConstructorParameters<typeof IngestionHarness>[0],
  count = 6,
): Promise<IngestionHarness> {
  const world = new IngestionHarness(config);
  for (let at = 0; at < count; at++) world.deliver(world.write(`documents/${at}.md`, `content ${at}`));
  await world.rest();
  return world;
}

async function scanned(world: IngestionHarness): Promise<string[]> {
  const before = world.service.calls.length;
  world.scan();
  await world.rest();
  return world.service.calls.slice(before);
}

const kept = (world: IngestionHarness) => [...world.service.attachedFiles.values()];

describe('when foundry.config.ts changes, a backfill', () => {
  it('labels files anew whose attributes are others now, and uploads nothing', async () => {
    const world = await settled(plain);
    world.configure(labelled('support'));
    expect(await scanned(world)).toEqual(Array(6).fill('label'));
    expect(kept(world).every(({ attributes }) => 'team' in attributes && attributes.team === 'support')).toBe(true);
    expect(await scanned(world)).toEqual([]);
    world.configure(plain);
    expect(await scanned(world)).toHaveLength(6);
    expect(kept(world).some(({ attributes }) => 'team' in attributes)).toBe(false);
  });

  it('cuts files anew that are to have other chunks, in one batch, and uploads nothing', async () => {
    const world = await settled(plain);
    world.configure(cut(200));
    const calls = await scanned(world);
    expect(calls).not.toContain('upload');
    expect(calls.filter((call) => call === 'detach')).toHaveLength(6);
    expect(calls.filter((call) => call === 'attach')).toHaveLength(1);
    expect(kept(world).every(({ chunking }) => chunking?.maxTokens === 200)).toBe(true);
    expect(world.service.searchable).toEqual(world.wanted);
    expect(await scanned(world)).toEqual([]);
    world.configure(cut(300));
    await scanned(world);
    expect(kept(world).every(({ chunking }) => chunking?.maxTokens === 300)).toBe(true);
    expect([...world.table.rows.values()].every(({ status }) => status === 'indexed')).toBe(true);
  });

  it('leaves rows alone that are older than this knowledge: they are not all done again', async () => {
    const world = await settled(cut(200));
    for (const [path, { fingerprint, ...row }] of world.table.rows) world.table.rows.set(path, row);
    expect(await scanned(world)).toEqual([]);
    world.configure(cut(300));
    await scanned(world);
    expect(kept(world).every(({ chunking }) => chunking?.maxTokens === 300)).toBe(true);
  });

  it('does it through faults and crashes all the same', async () => {
    const world = await settled(plain);
    world.configure({ handbook: { ...cut(200).handbook, ...labelled('new').handbook } });
    let calls = 0;
    world.service.trouble = () =>
      (['unavailable', 'none', 'answer lost', 'none', 'none'] as const)[calls++ % 5] ?? 'none';
    world.scan();
    for (let crash = 0; crash < 8; crash++) {
      let writes = crash * 2;
      world.breaks = () => writes-- <= 0;
      await world.turn('handbook', 3_000);
    }
    world.breaks = () => false;
    await world.rest();
    expect(world.service.count('upload')).toBe(6);
    expect(world.service.searchable).toEqual(world.wanted);
    for (const { chunking, attributes } of kept(world)) {
      expect(chunking?.maxTokens).toBe(200);
      expect(attributes).toMatchObject({ team: 'new' });
    }
  });

  it('goes on when the service refuses to label one of them', async () => {
    const world = await settled(plain);
    world.configure(labelled('support'));
    let refusals = 0;
    world.service.refuses = (call) => call === 'label' && refusals++ === 0;
    await scanned(world);
    expect(kept(world).filter(({ attributes }) => 'team' in attributes)).toHaveLength(5);
    expect(world.logged.filter((line) => line.includes('keeps its old attributes'))).toHaveLength(1);
  });
});

describe('a blob that is renamed', () => {
  it('has its file labelled with its new path', async () => {
    const world = await settled(plain, 1);
    world.deliver(world.write('documents/renamed.md', 'content 0'));
    await world.rest();
    world.deliver(world.delete('documents/0.md'));
    await world.rest();
    expect(kept(world)).toEqual([
      expect.objectContaining({ attributes: { source: 'handbook', path: 'documents/renamed.md' } }),
    ]);
    expect(world.service.count('upload')).toBe(1);
    expect(world.service.count('label')).toBeLessThanOrEqual(2);
  });
});
