import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

const azurite = path.resolve('local/platform/azurite.ts');
const starter = `
  const { startAzurite } = await import(${JSON.stringify(azurite)});
  const { connectionString, endpoints } = await startAzurite();
  console.log(endpoints.queue);
  setInterval(() => {}, 1000);
`;

describe('a server of the platform', () => {
  it('ends when the process that started it is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', starter], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [queue] = await new Promise<string[]>((resolve) =>
      createInterface({ input: parent.stdout }).once('line', (line) => resolve([line])),
    );
    expect(await answers(`${queue}`)).toBe(true);

    parent.kill('SIGKILL');

    for (let tries = 0; tries < 100 && (await answers(`${queue}`)); tries++)
      await new Promise((go) => setTimeout(go, 100));
    expect(await answers(`${queue}`)).toBe(false);
  });
});

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
