import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes the counts and the failures of a run to the file that `test/run.mjs` names. A file that could not run at all counts as one failure. */
export default class SummaryReporter {
  #config;

  /** @param {{ rootDir: string }} config */
  constructor(config) {
    this.#config = config;
  }

  onRunComplete(_contexts, results) {
    const file = process.env.FOUNDRY_TEST_RESULT;
    if (file) writeFileSync(file, JSON.stringify(this.#summarize(results)));
  }

  #summarize(results) {
    const failed = results.testResults.filter((each) => each.testExecError || each.numFailingTests > 0);
    const broken = failed.filter((each) => each.testExecError && each.numFailingTests === 0);
    return {
      files: results.numTotalTestSuites,
      passed: results.numPassedTests,
      failed: results.numFailedTests + broken.length,
      skipped: results.numPendingTests + results.numTodoTests,
      failedFiles: failed.map((each) => each.testFilePath),
      failures: failed.flatMap((each) => this.#failures(each)),
      ofFailedFiles: {
        passed: sum(failed, (each) => each.numPassingTests),
        skipped: sum(failed, (each) => each.numPendingTests + each.numTodoTests),
      },
    };
  }

  #failures(file) {
    const name = path.relative(this.#config.rootDir, file.testFilePath);
    const tests = file.testResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${name}: ${test.fullName}`);
    return tests.length > 0 ? tests : [name];
  }
}

const sum = (files, count) => files.reduce((total, file) => total + count(file), 0);
