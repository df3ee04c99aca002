import type { Feature } from '../features.ts';

/** Milliseconds for one program. */
const LIMIT = 60_000;
/** Characters of an error that a report quotes. */
const QUOTED = 800;

/** Programs by feature and by what they show. A program passes unless it throws. */
export type Programs = Partial<Record<Feature, Readonly<Record<string, () => Promise<unknown>>>>>;

/** Runs programs one after another and reports each on standard output. Ends the process. */
export async function runAll(programs: Programs): Promise<never> {
  const only = process.env.ONLY_PROGRAM;
  const all = Object.entries(programs)
    .flatMap(([feature, byName]) => Object.entries(byName).map(([program, run]) => ({ feature, program, run })))
    .filter(({ feature, program }) => only === undefined || `${feature}/${program}`.includes(only));
  report({ plan: all.map(({ feature, program }) => ({ feature, program })) });
  for (const { feature, program, run } of all) {
    const reason = await failureOf(run);
    report({ result: { feature, program, ...(reason === undefined ? {} : { reason }) } });
  }
  process.exit(0);
}

const report = (message: unknown) => process.stdout.write(`@@ ${JSON.stringify(message)}\n`);

async function failureOf(run: () => Promise<unknown>): Promise<string | undefined> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not finished after ${LIMIT / 1000} s`)), LIMIT);
  try {
    await Promise.race([run(), late.promise]);
    return undefined;
  } catch (error) {
    if (process.env.ONLY_PROGRAM !== undefined) console.error(error);
    return String(error instanceof Error ? error.message : error).slice(0, QUOTED);
  } finally {
    clearTimeout(timer);
  }
}

// A rejection that a client leaves unhandled must not end the other programs.
process.on('unhandledRejection', (error) => console.error('unhandled rejection', error));
