import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = path.resolve(__dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'foundry-emulator-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) =>
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** The first `ts` example of a text. */
function exampleOf(source: string): string {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(source.replaceAll(/^ \* ?/gm, '')) ?? [];
  return code;
}

const getText = (url: string, ca: string) =>
  new Promise<string>((resolve, reject) => {
    get(url, { ca }, (response) => void text(response).then(resolve, reject)).on('error', reject);
  });

describe('the package, installed from its tarball into an empty folder', () => {
  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageFolder });
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
    write('package.json', { name: 'someone-elses-project', private: true, type: 'module' });
    await run('npm', ['install', `./${filename}`, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  });

  it('starts by its command and answers', async () => {
    const child = spawn('npx', ['foundry-emulator', '--port', '0', '--in-memory', '--log-format', 'json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    try {
      let ready: { admin: string; certificate: string } | undefined;
      for await (const line of createInterface({ input: child.stdout })) {
        ready = JSON.parse(line);
        break;
      }
      const health = await getText(`${ready?.admin}/health`, readFileSync(`${ready?.certificate}`, 'utf8'));
      expect(JSON.parse(health)).toMatchObject({ status: 'ok' });
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    }
  });

  it.each([
    ['README', path.join(packageFolder, 'README.md')],
    ['doc comment of createEmulator', path.join(packageFolder, 'src/emulator.ts')],
  ])('runs the example of the %s', async (_place, file) => {
    const example = exampleOf(readFileSync(file, 'utf8')).replace(/^import .*foundry-emulator.*\n/m, '');
    expect(example).toContain('createEmulator');
    write('example.mjs', `import { createEmulator } from 'foundry-emulator';\n${example}\nconsole.log(object);`);
    const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder });
    expect(stdout.trim()).toBe('chat.completion');
  });

  it('indexes a document in its worker', async () => {
    write(
      'index.mjs',
      `import { readFileSync } from 'node:fs';
       import tls from 'node:tls';
       import OpenAI from 'openai';
       import { createEmulator } from 'foundry-emulator';
       const emulator = await createEmulator();
       tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(emulator.certificate, 'utf8')]);
       const client = new OpenAI({ baseURL: emulator.endpoints.project + '/openai/v1', apiKey: 'any' });
       const file = await client.files.create({ file: new File(['The parcel is blue.'], 'a.txt'), purpose: 'assistants' });
       const store = await client.vectorStores.create({ name: 'a' });
       const indexed = await client.vectorStores.files.createAndPoll(store.id, { file_id: file.id }, { pollIntervalMs: 50 });
       console.log(indexed.status);
       await emulator.close();`,
    );
    const { stdout } = await run(process.execPath, ['index.mjs'], { cwd: folder });
    expect(stdout.trim()).toBe('completed');
  });

  it('has declarations that a strict project can use', async () => {
    write('use.mts', `${exampleOf(readFileSync(path.join(packageFolder, 'README.md'), 'utf8'))}\nexport {};\n`);
    const typeRoots = [path.resolve('node_modules/@types')];
    write('tsconfig.json', {
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        strict: true,
        noEmit: true,
        types: ['node'],
        typeRoots,
        skipLibCheck: true,
      },
      files: ['use.mts'],
    });
    const compiler = path.resolve('node_modules/.bin/tsc');
    await run(compiler, ['-p', folder]).catch((error: { stdout: string }) => {
      throw new Error(error.stdout);
    });
  });
});
