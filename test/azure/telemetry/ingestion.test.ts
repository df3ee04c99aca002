import { IngestionHarness } from '../../support/ingestion/ingestion-harness.ts';
import { telemetryOf } from '../../support/telemetry-probe.ts';

describe('the telemetry of ingestion', () => {
  it('makes one trace of a version of a blob, from the event to the index', async () => {
    const world = new IngestionHarness();
    world.deliver(world.write('documents/a.md', 'one content'));
    world.deliver(world.write('documents/b.md', 'another content'));
    const found = await telemetryOf(() => world.rest());

    const of = (path: string) =>
      found.spans.filter(({ attributes }) => attributes['foundry_functions.ingestion.blob'] === path);
    const [a, b] = [of('documents/a.md'), of('documents/b.md')];
    expect(a.map(({ name }) => name)).toEqual(['ingest_blob pending', 'ingest_blob uploaded']);
    expect(new Set(a.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(b[0]?.spanContext().traceId).not.toBe(a[0]?.spanContext().traceId);
    expect(a[0]?.endTime).toEqual(a[1]?.startTime);
    const counted = found.points.filter(({ name }) => name === 'foundry_functions.ingestion.files');
    expect(
      counted.map(({ attributes, value }) => [attributes['foundry_functions.ingestion.status'], value]).toSorted(),
    ).toEqual([
      ['indexed', 2],
      ['uploaded', 2],
    ]);
  });
});
