import { cold } from './cold.ts';
import { emulator } from './emulator.ts';
import { evaluations } from './evaluations.ts';
import { ingestion } from './ingestion.ts';
import { jobs } from './jobs.ts';
import { polling } from './polling.ts';
import { tools } from './tools.ts';

/** `npm run bench -- NAME ...`: without a name, all of them. Exit code 1 when an aim is missed. */
const benches: Readonly<Record<string, () => Promise<boolean>>> = {
  cold,
  emulator,
  evaluations,
  ingestion,
  jobs,
  polling,
  tools,
};

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = names.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
let allMet = true;
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  allMet = (await benches[name]?.()) !== false && allMet;
}
process.exitCode = allMet ? 0 : 1;
