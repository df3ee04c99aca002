import type { Storage } from '../azure/storage/storage.ts';
import { isNotFound } from '../azure/storage/storage-errors.ts';
import { messageOf } from '../core/errors.ts';
import { LOCAL_STATE_FOLDER, localStateProblem } from '../core/local-state.ts';
import { projectEndpoint } from '../foundry/project-endpoint.ts';
import { JOB_REQUESTS_QUEUE } from '../jobs/api/queue-requests.ts';
import { CALLS_TABLE } from '../tools/call-ledger.ts';
import { ANSWERS_CONTAINER } from '../tools/fit-answer.ts';

export type Finding = 'ok' | 'failing';

/**
 * The health of the app. `degraded`: tools answer, jobs and ingestion wait. The names of failing dependencies are public; the reasons in
 * `problems` are for the log only.
 */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'failing';
  readonly checks: Readonly<Record<string, Finding>>;
  readonly problems: readonly string[];
}

/** Checks one dependency. Throws its problem. */
export type Probe = (signal: AbortSignal) => Promise<unknown>;

export interface Dependency {
  readonly look: Probe;
  /** True when no function works without it. */
  readonly vital: boolean;
}

/** Milliseconds for which a result is reused: the route is public, and a request must not cause further ones each time. */
const CACHE_MS = 10_000;

/** Milliseconds after which a dependency counts as not answering: a platform's health check waits only briefly. */
const PROBE_TIMEOUT_MS = 3_000;

/** Returns a check of the app's health that probes all dependencies at once. */
export function healthCheck(dependencies: Readonly<Record<string, Dependency>>): () => Promise<Health> {
  let found: { readonly at: number; readonly health: Promise<Health> } | undefined;
  return () => {
    if (found === undefined || Date.now() - found.at >= CACHE_MS)
      found = { at: Date.now(), health: check(dependencies) };
    return found.health;
  };
}

async function check(dependencies: Readonly<Record<string, Dependency>>): Promise<Health> {
  const looked = await Promise.all(
    Object.entries(dependencies).map(async ([name, { look, vital }]) => ({
      name,
      vital,
      problem: await problemOf(look),
    })),
  );
  const wrong = looked.filter(({ problem }) => problem !== undefined);
  const status = wrong.some(({ vital }) => vital) ? 'failing' : wrong.length > 0 ? 'degraded' : 'ok';
  return {
    status,
    checks: Object.fromEntries(looked.map(({ name, problem }) => [name, problem === undefined ? 'ok' : 'failing'])),
    problems: wrong.map(({ name, problem }) => `${name} cannot be used: ${problem ?? ''}`),
  };
}

async function problemOf(look: Probe): Promise<string | undefined> {
  const late = Promise.withResolvers<never>();
  const alarm = setTimeout(
    () => late.reject(new Error(`no answer within ${PROBE_TIMEOUT_MS / 1000} s`)),
    PROBE_TIMEOUT_MS,
  );
  try {
    await Promise.race([look(AbortSignal.timeout(PROBE_TIMEOUT_MS)), late.promise]);
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    clearTimeout(alarm);
  }
}

/**
 * Returns the dependencies of the app. `open` may throw for a missing setting; a project is probed if one is set.
 * @param shards further accounts with queues of the tools: a word each, `shard 1` and so on
 */
export function dependencies(
  open: () => Storage,
  env: NodeJS.ProcessEnv,
  shards: readonly (() => Storage)[] = [],
): Readonly<Record<string, Dependency>> {
  const ofShards = shards.map((openShard, at): [string, Dependency] => [
    `shard ${at + 1}`,
    // Any queue will do: the account answers if there is one of this name.
    { vital: true, look: async (abortSignal) => openShard().queue(JOB_REQUESTS_QUEUE).exists({ abortSignal }) },
  ]);
  return {
    queues: { vital: true, look: async (abortSignal) => open().queue(JOB_REQUESTS_QUEUE).exists({ abortSignal }) },
    ...Object.fromEntries(ofShards),
    tables: { vital: true, look: async (abortSignal) => readable(open(), abortSignal) },
    // Without blobs long answers are cut; jobs and ingestion wait.
    blobs: {
      vital: false,
      look: async (abortSignal) => (await open().container(ANSWERS_CONTAINER)).exists({ abortSignal }),
    },
    ...(env[LOCAL_STATE_FOLDER]
      ? {
          state: {
            vital: true,
            look: async () => {
              const problem = localStateProblem(env);
              if (problem !== undefined) throw new Error(problem);
            },
          },
        }
      : {}),
    ...(env.FOUNDRY_PROJECT_ENDPOINT ? { project: { vital: false, look: (signal) => reached(env, signal) } } : {}),
  };
}

/** Reads a row that need not be there, nor its table. */
async function readable(storage: Storage, abortSignal: AbortSignal): Promise<void> {
  try {
    await storage.table(CALLS_TABLE).getEntity('health', 'health', { abortSignal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Any answer will do that is not a failure of the service: whether our token is good is for the doctor to find out. */
async function reached(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const { status, body } = await fetch(projectEndpoint(env).url, { signal, redirect: 'manual' });
  await body?.cancel();
  if (status >= 500) throw new Error(`the project answers ${status}`);
}
