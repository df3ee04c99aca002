import { messageOf } from '../../shared/core/errors.ts';

/**
 * Reads foundry.config.ts before the app is built of it: what is wrong with it is said now. An evaluation that is wrong would be left out by the
 * running app, so that the others run; here it is an error.
 */
try {
  const { default: config } = await import('../../foundry.config.ts');
  for (const { problems } of config.evaluations.refused) {
    process.exitCode = 1;
    for (const problem of problems) console.error(`foundry.config.ts: ${problem}.`);
  }
} catch (error) {
  process.exitCode = 1;
  console.error(messageOf(error));
}
