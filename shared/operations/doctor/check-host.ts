import * as z from 'zod';
import { messageOf } from '../../core/errors.ts';
import { SET_CLOCK } from './check-token.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Finding, fail, pass } from './finding.ts';

/** Milliseconds that the health check may take. */
const TIMEOUT_MS = 10_000;
/** Entra refuses tokens when a clock is five minutes off (tolerance of `nbf` and `exp`). */
const MAX_DRIFT_MS = 300_000;

const health = z.object({ status: z.enum(['ok', 'degraded', 'failing']), checks: z.record(z.string(), z.string()) });

/** The fix for each dependency that the app cannot use. */
const FIXES: Readonly<Record<string, string>> = {
  queues:
    'DATA_STORAGE__queueServiceUri of the app, and the role "Storage Queue Data Contributor" of its identity (azd provision)',
  tables:
    'DATA_STORAGE__tableServiceUri of the app, and the role "Storage Table Data Contributor" of its identity (azd provision)',
  blobs:
    'DATA_STORAGE__blobServiceUri of the app, and the role "Storage Blob Data Contributor" of its identity (azd provision)',
  project:
    'FOUNDRY_PROJECT_ENDPOINT of the app, and the way there: private endpoint and DNS zone, if the network is private',
};

/** Checks that the function app runs, reaches its dependencies, and has the same time as this machine. */
export async function checkHost({ functionsUrl }: DoctorContext): Promise<readonly Finding[]> {
  const check = 'function app';
  if (functionsUrl === undefined) {
    return [fail(check, 'its address is unknown', 'set FUNCTIONS_URL, or run `npm start`')];
  }
  try {
    const answer = await fetch(`${functionsUrl}/api/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const said = health.safeParse(await answer.json().catch(() => undefined));
    return [said.success ? judge(said.data) : unexpected(answer.status), clock(answer.headers.get('date'))];
  } catch (error) {
    return [
      fail(
        check,
        `${functionsUrl} does not answer (${messageOf(error)})`,
        'run npm start on this machine; on Azure azd deploy, or az functionapp start -g AZURE_RESOURCE_GROUP -n FUNCTION_APP_NAME',
      ),
    ];
  }
}

function judge({ status, checks }: z.infer<typeof health>): Finding {
  if (status === 'ok') return pass('function app', 'runs and reaches its dependencies');
  const failing = Object.keys(checks).filter((name) => checks[name] !== 'ok');
  const fix = failing.map((name) => FIXES[name] ?? name).join('; ');
  return fail('function app', `it is ${status}: it cannot use ${failing.join(', ')}`, `${fix}; see its log`);
}

/** An answer that does not come from the health check. */
function unexpected(status: number): Finding {
  if (status === 401 || status === 403) {
    const cause = `something in front of it answers ${status}; its health check needs no sign-in`;
    return fail('function app', cause, 'check the access restrictions of the app and App Service authentication');
  }
  if (status === 404) {
    const cause = 'the host has no health check: the app was not loaded, or it is another app';
    return fail(
      'function app',
      cause,
      "azd deploy; check FUNCTIONS_URL; the host's log says why functions were not loaded",
    );
  }
  return fail(
    'function app',
    `its health check answers ${status} in an unknown form`,
    'see the log of the app; azd deploy',
  );
}

function clock(date: string | null): Finding {
  const drift = Math.abs(Date.now() - Date.parse(date ?? ''));
  if (Number.isNaN(drift)) return pass('clock', 'the app sends no date');
  if (drift <= MAX_DRIFT_MS) return pass('clock', 'agrees with the app');
  return fail('clock', `${Math.round(drift / 1000)} s off from the app's: tokens will be refused`, SET_CLOCK);
}
