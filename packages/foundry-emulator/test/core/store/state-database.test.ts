import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { StateDatabase } from '../../../src/core/store/state-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const things = (database: StateDatabase) =>
  database.store('local').collection<{ id: number }>({ name: 'things', key: ({ id }) => `${id}` });

/** A process that puts one object after the other and says so; killed in the middle, as a crash would. */
async function writeUntilKilled(): Promise<number> {
  const script = `
    import { StateDatabase } from '${path.resolve('packages/foundry-emulator/src/core/store/state-database.ts')}';
    const things = StateDatabase.open('${folder}').store('local').collection({ name: 'things', key: ({ id }) => String(id) });
    const next = (id) => { things.put({ id }); process.stdout.write(id + '\\n', () => setImmediate(next, id + 1)); };
    next(1);`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script]);
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.split('\n').length > 200) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return Number(said.trim().split('\n').at(-1));
}

describe('state in a folder', () => {
  it('outlives a stop', () => {
    const first = StateDatabase.open(folder);
    things(first).put({ id: 1 });
    first.setFact('clock', { now: 5 });
    first.close();
    const second = StateDatabase.open(folder);
    expect(things(second).get('1')).toEqual({ id: 1 });
    expect(second.fact('clock')).toEqual({ now: 5 });
    second.close();
  });

  it('holds everything that was acknowledged before a kill -9', async () => {
    const acknowledged = await writeUntilKilled();
    expect(acknowledged).toBeGreaterThan(100);
    const database = StateDatabase.open(folder);
    expect(things(database).count()).toBeGreaterThanOrEqual(acknowledged);
    database.close();
  });

  it('refuses a second emulator as long as the first one lives', () => {
    const first = StateDatabase.open(folder);
    expect(() => StateDatabase.open(folder)).toThrow(
      /^Another emulator already works on the state folder .* Stop it first, or/,
    );
    first.close();
    StateDatabase.open(folder).close();
  });

  it('refuses a folder of another version', () => {
    StateDatabase.open(folder).close();
    const file = new DatabaseSync(path.join(folder, 'state.sqlite'));
    file.exec('PRAGMA user_version = 99');
    file.close();
    expect(() => StateDatabase.open(folder)).toThrow(
      /another version of the emulator.*\(format 99; .* Delete the folder/,
    );
  });

  it('refuses a file that is not a state file', () => {
    writeFileSync(path.join(folder, 'state.sqlite'), 'not a database, but long enough to be taken for one'.repeat(99));
    expect(() => StateDatabase.open(folder)).toThrow(SetupError);
  });

  it('refuses a folder that cannot be made', () => {
    writeFileSync(path.join(folder, 'file'), '');
    expect(() => StateDatabase.open(path.join(folder, 'file', 'state'))).toThrow(/cannot be used/);
  });

  it('is empty after clear, and collections that are held go on working', () => {
    const database = StateDatabase.open(folder);
    const held = things(database);
    held.put({ id: 1 });
    database.clear();
    expect(held.count()).toBe(0);
    held.put({ id: 2 });
    expect(things(database).count()).toBe(1);
    database.close();
  });
});
