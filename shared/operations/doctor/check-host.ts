import * as z from 'zod';
import { messageOf } from '../../core/errors.ts';
import { SET_CLOCK } from './check-token.ts';
import { type Finding, fine, type Patient, wrong } from './finding.ts';

const PATIENCE_MS = 10_000;
/** Tokens are refused when a clock is five minutes off. Source: Entra, tolerance of `nbf` and `exp`. */
const MOST_DRIFT_MS = 300_000;

const health = z.object({ status: z.enum(['ok', 'degraded', 'failing']), checks: z.record(z.string(), z.string()) });

/** What mends a dependency that the app cannot use. */
const MEND: Readonly<Record<string, string>> = {
  queues:
    'DATA_STORAGE__queueServiceUri of the app, and the role "Storage Queue Data Contributor" of its identity (azd provision)',
  tables:
    'DATA_STORAGE__tableServiceUri of the app, and the role "Storage Table Data Contributor" of its identity (azd provision)',
  blobs:
    'DATA_STORAGE__blobServiceUri of the app, and the role "Storage Blob Data Contributor" of its identity (azd provision)',
  project:
    'FOUNDRY_PROJECT_ENDPOINT of the app, and the way there: private endpoint and DNS zone, if the network is private',
};

/** Is the function app up, does it reach what it works with, and does its clock agree with ours? */
export async function checkHost({ functionsUrl }: Patient): Promise<readonly Finding[]> {
  const check = 'function app';
  if (functionsUrl === undefined) {
    return [wrong(check, 'nobody said where it is', 'set FUNCTIONS_URL to its address, or run `npm start`')];
  }
  try {
    const answer = await fetch(`${functionsUrl}/api/health`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const said = health.safeParse(await answer.json().catch(() => undefined));
    return [said.success ? judge(said.data) : unforeseen(answer.status), clock(answer.headers.get('date'))];
  } catch (error) {
    return [
      wrong(
        check,
        `${functionsUrl} does not answer (${messageOf(error)})`,
        'npm start on this machine; azd deploy, or az functionapp start',
      ),
    ];
  }
}

function judge({ status, checks }: z.infer<typeof health>): Finding {
  if (status === 'ok') return fine('function app', 'up, and reaches what it works with');
  const failing = Object.keys(checks).filter((name) => checks[name] !== 'ok');
  const mend = failing.map((name) => MEND[name] ?? name).join('; ');
  return wrong('function app', `it is ${status}: it cannot use ${failing.join(', ')}`, `${mend}; its log says why`);
}

/** An answer that is not the health check's own. */
function unforeseen(status: number): Finding {
  if (status === 401 || status === 403) {
    const cause = `something before it answers ${status}: its health check asks nobody who they are`;
    return wrong(
      'function app',
      cause,
      'the access restrictions of the app, or an authentication that is set before it',
    );
  }
  if (status === 404) {
    const cause = 'the host answers, but has no health check: the app in it was not loaded, or it is another app';
    return wrong(
      'function app',
      cause,
      'azd deploy; FUNCTIONS_URL; the log of the host says why functions were not loaded',
    );
  }
  return wrong(
    'function app',
    `its health check answers ${status}, and not as ours does`,
    'the log of the app; azd deploy',
  );
}

function clock(date: string | null): Finding {
  const drift = Math.abs(Date.now() - Date.parse(date ?? ''));
  if (Number.isNaN(drift)) return fine('clock', 'the app tells no time');
  if (drift <= MOST_DRIFT_MS) return fine('clock', 'agrees with the app');
  return wrong('clock', `${Math.round(drift / 1000)} s off from the app's: tokens will be refused`, SET_CLOCK);
}
