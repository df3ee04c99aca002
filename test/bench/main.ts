import { buildFixtureApp } from '../support/fixture-app.ts';
import { cold } from './cold.ts';
import { emulator } from './emulator.ts';
import { evaluations } from './evaluations.ts';
import { ingestion } from './ingestion.ts';
import { jobs } from './jobs.ts';
import { polling } from './polling.ts';
import { reload } from './reload.ts';
import { tools } from './tools.ts';

/**
 * `npm run bench -- NAME ...`: without a name, all of them. Words after a name select parts
 * of that bench. Exit code 1 when an aim is missed.
 */
const benches: Readonly<Record<string, (pieces: readonly string[]) => Promise<boolean>>> = {
  cold,
  emulator,
  evaluations,
  ingestion,
  jobs,
  polling,
  reload,
  tools,
};
const IN_PIECES: readonly string[] = ['ingestion', 'tools'];

const wanted: { readonly name: string; readonly pieces: string[] }[] = [];
for (const word of process.argv.slice(2).filter((argument) => !argument.startsWith('-'))) {
  const last = wanted.at(-1);
  if (benches[word] !== undefined) wanted.push({ name: word, pieces: [] });
  else if (last !== undefined && IN_PIECES.includes(last.name)) last.pieces.push(word);
  else {
    console.error(`There is no bench named ${word}. There are: ${Object.keys(benches).join(', ')}.`);
    process.exit(2);
  }
}
await buildFixtureApp();
let allMet = true;
for (const { name, pieces } of wanted.length > 0
  ? wanted
  : Object.keys(benches).map((name) => ({ name, pieces: [] }))) {
  allMet = (await benches[name]?.(pieces)) !== false && allMet;
}
process.exitCode = allMet ? 0 : 1;
