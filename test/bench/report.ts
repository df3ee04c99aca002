import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../.local/bench');

/** One measured figure against its aim. A figure is a ratio wherever it can be: machines differ, ratios less so. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The target: at most, or at least. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Prints the figures as a table with their aims and keeps everything as JSON under .local/bench. Returns whether all aims are met. */
export function report(bench: string, figures: readonly Figure[], details: unknown): boolean {
  const rows = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`\n${bench}`);
  for (const { name, value, unit, atMost, atLeast, met } of rows) {
    const aim = atMost !== undefined ? `aim at most ${atMost}` : atLeast !== undefined ? `aim at least ${atLeast}` : '';
    const verdict = aim === '' ? '' : met ? '  met' : '  MISSED';
    console.log(`  ${name.padEnd(width)}  ${String(value).padStart(10)} ${unit.padEnd(8)} ${aim}${verdict}`);
  }
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${bench}.json`);
  const machine = {
    node: process.version,
    cpus: os.cpus().length,
    model: os.cpus()[0]?.model,
    platform: process.platform,
  };
  writeFileSync(
    file,
    `${JSON.stringify({ bench, at: new Date().toISOString(), machine, figures: rows, details }, null, 2)}\n`,
  );
  console.log(`  details: ${path.relative(process.cwd(), file)}`);
  return rows.every(({ met }) => met);
}

function isMet({ value, atMost, atLeast }: Figure): boolean {
  return (
    Number.isFinite(value) && (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)
  );
}
