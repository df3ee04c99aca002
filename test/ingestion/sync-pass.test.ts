import { RequestError } from '../../shared/core/request-error.ts';
import { IngestionHarness } from '../support/ingestion/ingestion-harness.ts';

describe('ingestion', () => {
  it('uploads each blob once, in one batch, and looks at it rarely', async () => {
    const world = new IngestionHarness();
    for (let at = 0; at < 300; at++) world.deliver(world.write(`documents/${at}.md`, `content ${at}`));
    await world.rest();
    expect(world.service.searchable).toEqual(world.wanted);
    expect(world.service.count('upload')).toBe(300);
    expect(world.service.count('attach')).toBe(1);
    expect(world.service.count('batch')).toBeLessThanOrEqual(3);
  });

  it('does no uploads when all of it is looked at a second time', async () => {
    const world = new IngestionHarness();
    for (let at = 0; at < 50; at++) world.write(`documents/${at}.md`, `content ${at}`);
    world.scan();
    await world.rest();
    const before = world.service.calls.length;
    world.scan();
    await world.rest();
    expect(world.service.calls.slice(before)).toEqual([]);
    expect(world.service.searchable).toHaveLength(50);
  });

  it('uploads nothing for a blob that is renamed, copied, or written again as it was', async () => {
    const world = new IngestionHarness();
    world.deliver(world.write('documents/a.md', 'the same'));
    await world.rest();
    world.deliver(world.write('documents/copy.md', 'the same'));
    world.deliver(world.write('documents/a.md', 'the same'));
    await world.rest();
    world.deliver(world.delete('documents/a.md'));
    await world.rest();
    expect(world.service.count('upload')).toBe(1);
    expect(world.service.searchable).toEqual(['the same']);
  });

  it('uploads nothing for a rename, in whatever order its two events come, and lets it be found all the time', async () => {
    for (const order of ['gone first', 'new first']) {
      const world = new IngestionHarness();
      world.deliver(world.write('documents/old.md', 'the same'));
      await world.rest();
      world.service.trouble = () => {
        expect(world.service.searchable).toEqual(['the same']);
        return 'none';
      };
      const events = [world.delete('documents/old.md'), world.write('documents/new.md', 'the same')];
      for (const event of order === 'gone first' ? events : events.toReversed()) world.deliver(event);
      await world.rest();
      expect(world.service.count('upload')).toBe(1);
      expect(world.service.count('remove')).toBe(0);
      expect([...world.service.attachedFiles.values()]).toEqual([
        expect.objectContaining({ attributes: { source: 'handbook', path: 'documents/new.md' } }),
      ]);
      expect(world.table.drops.size).toBe(0);
    }
  });

  it('lets the old version be found until the new one is, and deletes it then', async () => {
    const world = new IngestionHarness();
    world.deliver(world.write('documents/a.md', 'old'));
    await world.rest();
    const seen: string[][] = [];
    world.service.trouble = () => {
      seen.push(world.service.searchable);
      return 'none';
    };
    world.deliver(world.write('documents/a.md', 'new'));
    await world.rest();
    expect(seen.every((found) => found.length > 0)).toBe(true);
    expect(world.service.searchable).toEqual(['new']);
    expect(world.service.files.size).toBe(1);
  });

  it('keeps what the service cannot index as failed, with its reason, and goes on with the others', async () => {
    const world = new IngestionHarness();
    world.service.verdict = (content) =>
      content === 'garbage' ? { code: 'unsupported_file', message: 'This is no PDF.' } : undefined;
    world.deliver(world.write('documents/bad.pdf', 'garbage'));
    world.deliver(world.write('documents/empty.md', ''));
    world.deliver(world.write('documents/good.md', 'good'));
    await world.rest();
    expect(world.service.searchable).toEqual(['good']);
    expect(world.table.rows.get('documents/bad.pdf')).toMatchObject({
      status: 'failed',
      error: { code: 'unsupported_file', message: 'This is no PDF.' },
    });
    expect(world.table.rows.get('documents/empty.md')).toMatchObject({
      status: 'failed',
      error: { code: 'file_empty' },
    });
    expect(world.service.files.size).toBe(1);
  });

  it('gives up a file that always fails after some tries', async () => {
    const world = new IngestionHarness();
    world.service.verdict = (content) =>
      content === 'bad' ? { code: 'server_error', message: 'No luck.' } : undefined;
    world.deliver(world.write('documents/bad.md', 'bad'));
    world.deliver(world.write('documents/good.md', 'good'));
    await world.rest();
    expect(world.table.rows.get('documents/bad.md')).toMatchObject({ status: 'failed', attempts: 5 });
    expect(world.service.searchable).toEqual(['good']);
    expect(world.service.files.size).toBe(1);
  });

  it('attaches no faster than the service allows when a file in the way has to be found', async () => {
    const world = new IngestionHarness();
    for (let at = 0; at < 60; at++) world.deliver(world.write(`documents/${at}.md`, `content ${at}`));
    const times: number[] = [];
    const attach = world.service.attach;
    world.service.attach = (store, files) => {
      times.push(world.now);
      if (files.length > 1) throw new RequestError('invalid_request', 'One of these files cannot be attached.');
      return attach(store, files);
    };
    await world.rest();
    expect(world.service.searchable).toEqual(world.wanted);
    expect(times.length).toBeGreaterThan(60);
    // Five a second.
    for (let at = 10; at < times.length; at++) expect((times[at] ?? 0) - (times[at - 10] ?? 0)).toBeGreaterThan(1_900);
  });

  it('repairs what was changed behind its back, and leaves the files of others alone', async () => {
    const world = new IngestionHarness();
    world.deliver(world.write('documents/a.md', 'a'));
    world.deliver(world.write('documents/b.md', 'b'));
    await world.rest();
    const [first = ''] = world.service.attachedFiles.keys();
    world.service.attachedFiles.delete(first);
    world.service.files.set('theirs', { filename: 'theirs.md', content: 'theirs', createdAt: 0 });
    world.service.files.set('ours', { filename: 'x~0a1b2c0123456.md', content: 'x', createdAt: 0 });
    world.delete('documents/b.md');
    world.write('documents/c.md', 'c');
    world.scan('handbook', true);
    await world.rest();
    expect(world.service.searchable).toEqual(['a', 'c']);
    expect([...world.service.files.values()].map(({ content }) => content).toSorted()).toEqual(['a', 'c', 'theirs']);
  });
});
