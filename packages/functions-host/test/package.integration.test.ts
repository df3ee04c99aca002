import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = path.resolve(__dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'functions-host-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) =>
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** The first `ts` example of a text. */
function exampleOf(text: string): string {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(text.replaceAll(/^ \* ?/gm, '')) ?? [];
  return code;
}

describe('the package, installed from its tarball into an empty folder', () => {
  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageFolder });
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
    const { dependencies } = JSON.parse(readFileSync(path.join(packageFolder, '../../package.json'), 'utf8'));
    write('package.json', { name: 'someone-elses-app', private: true, main: 'app.cjs' });
    write('host.json', { version: '2.0' });
    write(
      'app.cjs',
      `const { app } = require('@azure/functions');
       app.http('hello', { methods: ['GET'], authLevel: 'anonymous', handler: async () => ({ body: 'Hello' }) });`,
    );
    const install = ['install', `./${filename}`, `@azure/functions@${dependencies['@azure/functions']}`];
    await run('npm', [...install, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  });

  it('starts an app by its command', async () => {
    const child = spawn('npx', ['functions-host', '--app', '.', '--port', '0', '--log-format', 'json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    try {
      let url = '';
      for await (const line of createInterface({ input: child.stdout })) {
        const entry = JSON.parse(line);
        if (entry.event !== 'ready') continue;
        expect(entry.functions).toEqual(['hello']);
        url = entry.url;
        break;
      }
      const response = await fetch(`${url}/api/hello`);
      expect([response.status, await response.text()]).toEqual([200, 'Hello']);
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    }
  });

  it.each([
    ['README', path.join(packageFolder, 'README.md')],
    ['doc comment of createHost', path.join(packageFolder, 'src/index.ts')],
  ])('runs the example of the %s', async (_place, file) => {
    const example = exampleOf(readFileSync(file, 'utf8')).replace('./my-app', '.');
    expect(example).toContain('createHost');
    write(
      'example.mjs',
      `import { createHost } from 'functions-host';\n${example.replace(/^import.*\n/m, '')}\nconsole.log(await response.text());`,
    );
    const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder });
    expect(stdout.trim()).toBe('Hello');
  });

  it('has declarations that a strict project can use', async () => {
    write('use.mts', `${exampleOf(readFileSync(path.join(packageFolder, 'README.md'), 'utf8'))}\nexport {};\n`);
    write('tsconfig.json', {
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        strict: true,
        noEmit: true,
        types: ['node'],
        typeRoots: [path.join(packageFolder, '../../node_modules/@types')],
        skipLibCheck: true,
        lib: ['es2024'],
      },
      files: ['use.mts'],
    });
    const compiler = path.join(packageFolder, '../../node_modules/.bin/tsc');
    await expect(run(compiler, ['-p', '.'], { cwd: folder })).resolves.toMatchObject({ stdout: '' });
  });
});
