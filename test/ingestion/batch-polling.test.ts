import { BatchPolling } from '../../shared/ingestion/sync/batch-watcher.ts';

/** Looks at a batch that takes so long for each file, one after another, until it has ended. */
function looks(pace: BatchPolling, files: number, perFile: number, delay = 0): number {
  let age = pace.first(files);
  for (let looked = 1; ; looked++) {
    const done = Math.min(files, Math.floor(Math.max(0, age - delay) / perFile));
    if (done === files) {
      pace.ended(files, age);
      return looked;
    }
    age += pace.next(files, done, age);
  }
}

describe('looks at batches', () => {
  it('are two at the first batch, which tells how fast it goes, and one at each that follows', () => {
    const pace = new BatchPolling();
    expect([500, 500, 100, 300].map((files) => looks(pace, files, 20))).toEqual([2, 1, 1, 1]);
  });

  it('get rarer while nothing is known of a batch', () => {
    const pace = new BatchPolling();
    expect(looks(pace, 10, 10, 600_000)).toBeLessThan(25);
  });

  it('do not become a spin when the last file is always about to be done', () => {
    const pace = new BatchPolling();
    let age = 0;
    let count = 0;
    for (; age < 3_600_000; count++) age += pace.next(500, 499, age);
    expect(count).toBeLessThan(120);
  });
});
