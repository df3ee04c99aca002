// Runs Jest and ends with one plain line: `N passed, N failed, N skipped`.
// Test files that fail in a run of many files run a second time, alone: on a busy machine a server may be too slow for a limit.
// Every test that needed the second run is named, so that an unstable test is seen and mended.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A file that fails in a smaller run was asked for by name: its failure is shown at once. */
const MANY_FILES = 20;
/** More failures than these are a fault of the change, which a second run only hides. */
const FEW_FAILURES = 5;

const jest = path.resolve(import.meta.dirname, '../node_modules/jest/bin/jest.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'test-results-'));
process.exitCode = await main(process.argv.slice(2)).finally(() => rmSync(folder, { recursive: true, force: true }));

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(args) {
  const given = args.indexOf('--config');
  const config = given < 0 ? path.join(import.meta.dirname, 'jest.config.mjs') : (args[given + 1] ?? '');
  const first = await runJest('first', given < 0 ? ['--config', config, ...args] : args);
  const { result } = first;
  // Without a result Jest has ended early, for example after `--help` or a faulty option.
  if (!result) return first.code;
  const again =
    result.failedFiles.length > 0 && result.failedFiles.length <= FEW_FAILURES && result.files > MANY_FILES
      ? await rerun(config, result.failedFiles)
      : undefined;
  const total = again
    ? {
        passed: result.passed - result.ofFailedFiles.passed + again.passed,
        failed: again.failed,
        skipped: result.skipped - result.ofFailedFiles.skipped + again.skipped,
      }
    : result;
  if (again) reportUnstable(result.failures, again.failures);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  // Jest also fails for other reasons, such as a coverage below its limit; then no test failed in the first run either.
  return total.failed > 0 ? 1 : result.failedFiles.length > 0 ? 0 : first.code;
}

/**
 * @param {string} config
 * @param {readonly string[]} files
 */
async function rerun(config, files) {
  console.log(
    `\nRunning ${files.length === 1 ? 'the failed file' : `the ${files.length} failed files`} again, alone ...`,
  );
  const { code, result } = await runJest('second', ['--config', config, '--runInBand', '--runTestsByPath', ...files]);
  if (!result) throw new Error(`The second run of the failed files ended with exit code ${code} and without a result.`);
  return result;
}

/**
 * @param {readonly string[]} before
 * @param {readonly string[]} after
 */
function reportUnstable(before, after) {
  const unstable = before.filter((name) => !after.includes(name));
  if (unstable.length === 0) return;
  console.log(`\nUnstable: failed beside the others, passed alone.\n${unstable.map((name) => `  ${name}`).join('\n')}`);
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function runJest(name, args) {
  const file = path.join(folder, `${name}.json`);
  const child = spawn(process.execPath, [...process.execArgv, jest, ...args], {
    stdio: 'inherit',
    env: { ...process.env, FOUNDRY_TEST_RESULT: file },
  });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(signal ? 1 : (exitCode ?? 1)));
  });
  try {
    return { code, result: JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    if (error?.code === 'ENOENT') return { code };
    throw error;
  }
}
