import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { SetupError } from '../../shared/core/setup-error.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Files and folders of the sample app, from the root of the repository. */
const SAMPLE = ['functions/tools/sample', 'test/sample', 'foundry.tour.ts'];

const EMPTY_CONFIG = `import { defineConfig } from './shared/config/define-config.ts';

/** The agents, tools, ingestion sources and evaluations of this deployment. \`npm run new\` adds entries. */
export default defineConfig({});
`;

/**
 * Removes the sample app in one step, so that a new project can begin.
 * @param folder root of the repository
 */
export async function init({ yes }: { readonly yes?: boolean }, folder = root): Promise<number> {
  const found = SAMPLE.filter((file) => existsSync(path.join(folder, file)));
  if (yes !== true && !(await confirm([...found, 'foundry.config.ts (replaced by an empty one)']))) return 1;
  for (const file of found) rmSync(path.join(folder, file), { recursive: true });
  writeFileSync(path.join(folder, 'foundry.config.ts'), EMPTY_CONFIG);
  console.log(`Removed ${found.join(', ') || 'nothing'}; foundry.config.ts is empty.

Next
  npm run new -- tool get_weather     a function that agents can call
  npm run new -- agent helper         an agent that calls it
  npm run infra:sync                  declares its queues for Azure
  npm run dev`);
  return 0;
}

async function confirm(files: readonly string[]): Promise<boolean> {
  if (process.stdin.isTTY !== true)
    throw new SetupError('npm run init removes files. Add --yes: `npm run init -- --yes`.');
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`This removes\n  ${files.join('\n  ')}\nContinue? (y/N) `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
