import fc from 'fast-check';
import { RetryableError } from '../../shared/core/errors.ts';
import { RequestError } from '../../shared/core/request-error.ts';
import { IngestionHarness } from '../support/ingestion/ingestion-harness.ts';

/** Faults as the SDKs of storage and of the service throw them, and mistakes of a program. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  'archived (409)': () => Object.assign(new Error('BlobArchived'), { name: 'RestError', statusCode: 409 }),
  'forbidden (403)': () => Object.assign(new Error('AuthorizationFailure'), { name: 'RestError', statusCode: 403 }),
  'range (416)': () => Object.assign(new Error('InvalidRange'), { name: 'RestError', statusCode: 416 }),
  'server error (500)': () => Object.assign(new Error('InternalError'), { name: 'RestError', statusCode: 500 }),
  'no answer': () => Object.assign(new Error('ECONNRESET'), { name: 'RestError', code: 'ECONNRESET' }),
  aborted: () => new DOMException('The operation was aborted.', 'AbortError'),
  'lone surrogate': () => new URIError('URI malformed'),
  'type error': () => new TypeError('x is undefined'),
  'stack overflow': () => new RangeError('Maximum call stack size exceeded'),
  'not an error': () => 'just a text',
  'refused for good': () => new RequestError('invalid_file', 'The service refuses this file.'),
  'unavailable for now': () => new RetryableError('503', 0, { cause: { status: 503 } }),
};

const STEPS = ['open', 'read', 'upload', 'attach', 'detach', 'label', 'remove'] as const;
/** Steps after which the victim itself is searchable: it was indexed before. */
const LATER_STEPS: readonly string[] = ['detach', 'label', 'remove'];

const VICTIM = 'documents/7.md';
const BLOBS = 20;
const HOUR_MS = 3_600_000;

const others = (world: IngestionHarness) => world.wanted.filter((content) => content !== 'victim');

describe('whatever goes wrong with one blob, at any step', () => {
  it.each(STEPS.flatMap((step) => Object.keys(FAULTS).map((fault) => [step, fault] as const)))(
    'in "%s", by "%s": all others are indexed within minutes',
    async (step, fault) => {
      const world = new IngestionHarness();
      const strike = FAULTS[fault] ?? (() => new Error(fault));
      const begun = world.now;
      world.blobFault = (at, path) => {
        if (at === step && path === VICTIM) throw strike();
      };
      world.service.fault = (at, contents) => {
        // A batch that is refused for one of its files is refused as a whole, by a status of the service.
        if (at === step && contents.includes('victim')) {
          if (at === 'attach' && !(strike() instanceof RetryableError)) throw new RequestError('invalid_file', fault);
          throw strike();
        }
      };
      for (let at = 0; at < BLOBS; at++) {
        world.deliver(world.write(`documents/${at}.md`, at === 7 ? 'victim' : `content ${at}`));
      }
      if (LATER_STEPS.includes(step)) await world.rest();
      // A change of what is indexed already: chunks for "detach", attributes for "label", the content for "remove".
      const chunking = step === 'detach' ? { chunking: { maxTokens: 200, overlap: 50 } } : {};
      const attributes = step === 'label' ? { attributes: () => ({ team: 'b' }) } : {};
      if (LATER_STEPS.includes(step)) {
        world.configure({ handbook: { from: 'documents/**', ...chunking, ...attributes } });
        if (step === 'remove') world.deliver(world.delete(VICTIM));
        world.deliver(world.write('documents/new.md', 'new'));
        world.scan();
      }
      for (let turns = 0; turns < 60 && world.now - begun < HOUR_MS; turns++) {
        const result = await world.turn();
        expect(result.kind).toBe('worked');
        world.advance(result.kind === 'worked' ? (result.wait ?? HOUR_MS) : HOUR_MS);
      }
      for (const content of others(world)) expect(world.service.searchable).toContain(content);
      const row = world.table.rows.get(VICTIM);
      if (LATER_STEPS.includes(step)) return;
      expect(row).toMatchObject({ status: 'failed', error: { code: expect.any(String), message: expect.any(String) } });
      if (!['refused for good'].includes(fault) && step !== 'attach') expect(row?.attempts).toBe(5);
    },
  );

  it('holds for any few bad blobs among many, each with its own fault', async () => {
    const bad = fc.record({
      at: fc.integer({ min: 0, max: BLOBS - 1 }),
      step: fc.constantFrom<'open' | 'read'>('open', 'read'),
      fault: fc.constantFrom(...Object.keys(FAULTS)),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(bad, { maxLength: 5, selector: ({ at }) => at }), async (chosen) => {
        const world = new IngestionHarness();
        const faults = new Map(chosen.map((one) => [`documents/${one.at}.md`, one]));
        world.blobFault = (step, path) => {
          const one = faults.get(path);
          if (one?.step === step) throw FAULTS[one.fault]?.();
        };
        for (let at = 0; at < BLOBS; at++) world.deliver(world.write(`documents/${at}.md`, `content ${at}`));
        await world.rest();
        const good = Array.from({ length: BLOBS }, (_, at) => at).filter((at) => !faults.has(`documents/${at}.md`));
        expect(world.service.searchable).toEqual(good.map((at) => `content ${at}`).toSorted());
        for (const path of faults.keys()) expect(world.table.rows.get(path)?.status).toBe('failed');
      }),
      { numRuns: 100 },
    );
  });

  it('a listing that fails holds up no event of the same vector store', async () => {
    const world = new IngestionHarness();
    world.blobFault = (step) => {
      if (step === 'list')
        throw Object.assign(new Error('AuthorizationFailure'), { name: 'RestError', statusCode: 403 });
    };
    world.scan();
    world.deliver(world.write('documents/a.md', 'good'));
    for (let turns = 0; turns < 3; turns++) expect((await world.turn()).kind).toBe('worked');
    expect(world.service.searchable).toEqual(['good']);
  });
});
