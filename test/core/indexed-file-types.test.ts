import { unindexedTypeWarning } from '../../shared/core/indexed-file-types.ts';

describe('the warning for types that the service does not index', () => {
  it.each(['a.txt', 'b/c.PDF', 'report.docx', 'old.doc', 'page.html', 'main.py'])('is absent for %s', (path) => {
    expect(unindexedTypeWarning(path)).toBeUndefined();
  });

  it.each([
    ['prices.csv', '.csv files'],
    ['b/c.xlsx', '.xlsx files'],
    ['readme', 'files without an extension'],
    ['.env', 'files without an extension'],
  ])('names the type of %s and a remedy', (path, type) => {
    expect(unindexedTypeWarning(path)).toBe(
      `The service does not index ${type} and will report unsupported_file. Convert the file, for example to .txt or .pdf.`,
    );
  });
});
