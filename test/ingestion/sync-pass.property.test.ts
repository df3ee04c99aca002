import fc from 'fast-check';
import { IngestionHarness } from '../support/ingestion/ingestion-harness.ts';
import type { Trouble } from '../support/ingestion/memory-service.ts';

const paths = ['documents/a.md', 'documents/b.md', 'documents/c.txt', 'documents/d/e.md'];
const path = fc.constantFrom(...paths);
const content = fc.constantFrom('one', 'two', 'three');

const tokens = fc.constantFrom(200, 300);

const config = (maxTokens: number, team: string) => ({
  handbook: { from: 'documents/**', chunking: { maxTokens, overlap: 50 }, attributes: () => ({ team }) },
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), path, content }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), path, to: path }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), at: fc.nat(), twice: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('turn' as const), length: fc.integer({ min: 1, max: 20_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), after: fc.integer({ min: 0, max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scan' as const), repair: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('configure' as const), tokens, team: fc.constantFrom('a', 'b') }),
  },
);

const troubles = fc.array(
  fc.constantFrom<Trouble>('none', 'none', 'none', 'none', 'busy', 'unavailable', 'answer lost'),
  {
    maxLength: 40,
  },
);

describe('the pipeline against a simple model: what the container holds is what a search finds', () => {
  it('holds for any sequence of changes, any order of events, any faults and any crashes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), troubles, async (steps, faults) => {
        let now = { tokens: 200, team: 'a' };
        const world = new IngestionHarness(config(now.tokens, now.team));
        const events: { path: string; etag?: string }[] = [];
        let calls = 0;
        world.service.trouble = () => faults[calls++] ?? 'none';
        for (const one of steps) {
          if (one.do === 'write') events.push(world.write(one.path, one.content));
          if (one.do === 'delete') events.push(world.delete(one.path));
          if (one.do === 'rename') {
            const moved = world.container.get(one.path)?.content;
            if (moved === undefined || one.to === one.path) continue;
            events.push(world.delete(one.path), world.write(one.to, moved));
          }
          if (one.do === 'deliver' && events.length > 0) {
            const at = one.at % events.length;
            const event = events[at];
            if (event !== undefined) world.deliver(event);
            if (!one.twice) events.splice(at, 1);
          }
          if (one.do === 'scan') world.scan('handbook', one.repair);
          if (one.do === 'configure') {
            now = one;
            world.configure(config(now.tokens, now.team));
          }
          if (one.do === 'turn') await world.turn('handbook', one.length);
          if (one.do === 'crash') {
            let writes = one.after;
            world.breaks = () => writes-- <= 0;
            await world.turn('handbook', 20_000);
            world.breaks = () => false;
          }
        }
        for (const event of events.toReversed()) world.deliver(event);
        await world.rest();
        // A config that was deployed at any moment reaches all files with the next look at all blobs.
        world.scan();
        await world.rest();

        expect(world.service.searchable).toEqual(world.wanted);
        // No unreferenced file, and no file twice.
        expect([...world.service.files.values()].map(({ content }) => content).toSorted()).toEqual(world.wanted);
        expect([...world.table.rows.keys()].toSorted()).toEqual([...world.container.keys()].toSorted());
        expect([...world.table.rows.values()].every(({ status }) => status === 'indexed')).toBe(true);
        for (const [id, { attributes, chunking }] of world.service.attachedFiles) {
          const [first] = [...world.table.rows.values()]
            .filter(({ fileId }) => fileId === id)
            .map((row) => row.path)
            .toSorted();
          expect(attributes).toEqual({ team: now.team, source: 'handbook', path: first });
          expect(chunking?.maxTokens).toBe(now.tokens);
        }
        expect(world.table.batches.size + world.table.drops.size + world.table.entries.size).toBe(0);
      }),
      { numRuns: Number(process.env.INGESTION_RUNS ?? 400) },
    );
  }, 120_000);
});
