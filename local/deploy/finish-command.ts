import { setTimeout as sleep } from 'node:timers/promises';

/** One step after a deployment; resolves with the exit code and prints why it failed. */
export interface FinishStep {
  readonly name: string;
  readonly run: (print: (line: string) => void) => Promise<number>;
}

export interface FinishCommand {
  readonly steps: readonly FinishStep[];
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  /** Milliseconds between two tries. */
  readonly pauses?: readonly number[];
}

/** A new role assignment takes up to ten minutes. Source: Microsoft Learn, "Troubleshoot Azure RBAC". */
const PAUSES_MS = [30_000, 60_000, 90_000, 120_000, 150_000, 150_000];

/** Failures that pass when role assignments, DNS records or the first start of the app have taken effect. */
const TEMPORARY =
  /\b(401|403|404|429|5\d\d)\b|Unauthorized|Forbidden|lacks the required|no answer came|ECONN|timed? ?out/i;

/** Failures of a machine outside a private network. */
const OUTSIDE = /public access is disabled|private endpoint|ENOTFOUND|EAI_AGAIN/i;

/**
 * `npm run deploy:finish`, run by azd after it deployed: creates the agents and evaluations, then lets an agent call a tool. It tries again
 * while role assignments take effect. Outside a private network it says what remains to be done, and does not fail.
 * @returns the exit code
 */
export async function finishCommand({ steps, env, print, pauses = PAUSES_MS }: FinishCommand): Promise<number> {
  if (env.SKIP_AFTER_DEPLOY === 'true') {
    print(`SKIP_AFTER_DEPLOY is true. Remaining: ${commands(steps)}.`);
    return 0;
  }
  for (const [at, { name, run }] of steps.entries()) {
    const failed = await retry(name, run, print, pauses);
    if (failed === undefined) continue;
    if (OUTSIDE.test(failed)) {
      print(
        `The project is private, and this machine is outside its network. Run from inside: ${commands(steps.slice(at))}.`,
      );
      return 0;
    }
    return 1;
  }
  return 0;
}

const commands = (steps: readonly FinishStep[]) => steps.map(({ name }) => `npm run ${name}`).join(', ');

/** Returns undefined when the step succeeded, otherwise what it printed last. */
async function retry(
  name: string,
  run: FinishStep['run'],
  print: FinishCommand['print'],
  pauses: readonly number[],
): Promise<string | undefined> {
  for (let tries = 0; ; tries++) {
    const lines: string[] = [];
    const code = await run((line) => {
      lines.push(line);
      print(line);
    }).catch((error: unknown) => {
      const line = error instanceof Error ? error.message : String(error);
      lines.push(line);
      print(`! ${line}`);
      return 1;
    });
    const text = lines.join('\n');
    if (code === 0) return undefined;
    const pause = pauses[tries];
    if (OUTSIDE.test(text) || pause === undefined || !TEMPORARY.test(text)) return text;
    print(
      `npm run ${name} failed; role assignments may still be taking effect. Trying again in ${Math.round(pause / 1000)} s ...`,
    );
    await sleep(pause);
  }
}
