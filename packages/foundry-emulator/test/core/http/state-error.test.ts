import { DatabaseSync } from 'node:sqlite';
import { PassThrough, Readable } from 'node:stream';
import { readForm } from '../../../src/core/http/read-form.ts';
import { asStateError } from '../../../src/core/http/state-error.ts';

const systemError = (code: string) => Object.assign(new Error(`${code}: write failed`), { code });

/** The error that SQLite throws when its file may not grow any more. */
function fullDatabase(): unknown {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (x TEXT); PRAGMA max_page_count = 2');
  try {
    db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100_000));
  } catch (error) {
    return error;
  } finally {
    db.close();
  }
  return undefined;
}

describe('an error of the disk that holds the state', () => {
  it.each([
    ['no space left', systemError('ENOSPC'), 507, /Free some space/],
    ['a quota', systemError('EDQUOT'), 507, /Free some space/],
    ['a full database', fullDatabase(), 507, /Free some space/],
    ['a read-only disk', systemError('EROFS'), 503, /Make it readable and writable/],
    ['a broken disk', systemError('EIO'), 503, /Make it readable and writable/],
  ])('is answered with the remedy: %s', (_, error, status, message) => {
    expect(asStateError(error)).toMatchObject({ status, message: expect.stringMatching(message) });
  });

  it('is told from errors of the request', () => {
    expect(asStateError(new Error('Unexpected end of form'))).toBeUndefined();
    expect(asStateError('text')).toBeUndefined();
  });

  it('is not called a bad request when a form is uploaded', async () => {
    const body = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n';
    const reading = readForm(
      Readable.from([body]),
      { 'content-type': 'multipart/form-data; boundary=x' },
      async (file) => {
        file.stream.pipe(new PassThrough()).resume();
        throw systemError('ENOSPC');
      },
    );
    await expect(reading).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
