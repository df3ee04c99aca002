import { messageOf } from '../../shared/core/errors.ts';
import { type ChaosOptions, isMet, type Row, type RowResult, tableOf } from './row.ts';
import { faults } from './rows/faults.ts';
import { kills } from './rows/kills.ts';
import { load } from './rows/load.ts';
import { mcp } from './rows/mcp.ts';
import { messages } from './rows/messages.ts';
import { requests } from './rows/requests.ts';
import { state } from './rows/state.ts';
import { window } from './rows/window.ts';
import { work } from './rows/work.ts';

const ROWS: readonly Row[] = [kills, faults, work, messages, mcp, requests, state, load, window];

/**
 * Runs the named rows, or all, and prints their table.
 * @returns true when every figure is what it must be
 */
export async function runRows(names: readonly string[], options: ChaosOptions): Promise<boolean> {
  const unknown = names.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown !== undefined) {
    options.print(`There is no row ${unknown}. There are: ${ROWS.map(({ name }) => name).join(', ')}.`);
    return false;
  }
  const results: RowResult[] = [];
  for (const row of ROWS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    options.print(`${row.name}: ${row.title}`);
    const result = await runRow(row, options);
    results.push(result);
    options.print(`${tableOf([result])}\n`);
  }
  const table = tableOf(results);
  if (results.length > 1) options.print(table);
  options.keep('result', { seed: options.seed, at: new Date().toISOString(), results });
  return results.every(isMet);
}

async function runRow(row: Row, options: ChaosOptions): Promise<RowResult> {
  const begun = Date.now();
  const checks = await row
    .run(options)
    .catch((error: unknown) => [{ what: 'the row itself failed', value: messageOf(error), must: 'not', met: false }]);
  return { title: row.title, seconds: Math.round((Date.now() - begun) / 1000), checks };
}
