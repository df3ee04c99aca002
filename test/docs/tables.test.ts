import fs from 'node:fs';
import declaration from '../fixture-app/storage.json' with { type: 'json' };

/** Tables of the sample tools. */
const SAMPLES = ['Orders', 'Refunds'];

describe('the documentation of tables', () => {
  it('names the partition of every table of the runtime', () => {
    const text = fs.readFileSync('docs/architecture.md', 'utf8');
    const documented = [...text.matchAll(/^\| `(\w+)` \| /gm)].map(([, name]) => name).toSorted();
    expect(documented).toEqual(declaration.tables.filter((name) => !SAMPLES.includes(name)).toSorted());
  });
});
