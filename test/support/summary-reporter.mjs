import { writeSync } from 'node:fs';

/** Closes a run with one plain line: N passed, N failed, N skipped. A file that could not run at all counts as one failure. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed, ${skipped} skipped`;
    // Jest writes its own summary after the last reporter: this line is to come last.
    process.once('exit', () => writeSync(1, `\n${line}\n`));
  }
}
