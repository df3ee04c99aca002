import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runRows } from './run-rows.ts';

const folder = path.resolve(import.meta.dirname, '../../.local/chaos');

const PRESETS = {
  seed: '1',
  kills: '100',
  pause: '30',
  calls: '1000',
  jobs: '20',
  documents: '500',
  minutes: '25',
  fuzz: '10000',
  burst: '1000',
  patience: '630',
} as const;

/**
 * `npm run chaos -- [ROW ...] [--kills 100] [--seed 1] [--calls 1000] [--pause SECONDS] [--jobs 20] [--documents 500] [--minutes 25]
 * [--fuzz 10000] [--burst 1000] [--patience SECONDS]`: without a row, all of them. Exit code 1 when a figure is not what it must be.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    Object.entries(PRESETS).map(([name, preset]) => [name, { type: 'string' as const, default: preset }]),
  ),
});
const number = (name: keyof typeof PRESETS): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} is "${values[name]}", which is not a number from 0 on.`);
  process.exit(2);
};
const passed = await runRows(positionals, {
  seed: number('seed'),
  kills: number('kills'),
  pauseMs: number('pause') * 1000,
  calls: number('calls'),
  jobs: number('jobs'),
  documents: number('documents'),
  minutes: number('minutes'),
  fuzz: number('fuzz'),
  burst: number('burst'),
  patienceMs: number('patience') * 1000,
  print: (line) => console.log(line),
  keep: (name, details) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(details, null, 2)}\n`);
  },
});
process.exit(passed ? 0 : 1);
