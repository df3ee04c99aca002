import { messageOf } from '../errors.ts';
import { type Finding, fine, type Patient, wrong } from './finding.ts';

const PATIENCE_MS = 10_000;
/** Tokens are refused when a clock is five minutes off. Source: Entra, tolerance of `nbf` and `exp`. */
const MOST_DRIFT_MS = 300_000;

/** Is the function app up, does it reach its storage, and does its clock agree with ours? */
export async function checkHost({ functionsUrl }: Patient): Promise<readonly Finding[]> {
  if (functionsUrl === undefined) {
    return [wrong('function app', 'nobody said where it is', 'set FUNCTIONS_URL to its address, or run `npm start`')];
  }
  try {
    const answer = await fetch(`${functionsUrl}/api/health`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const health = answer.ok
      ? fine('function app', 'up, and reaches its storage')
      : wrong(
          'function app',
          `its health check answers ${answer.status}`,
          'DATA_STORAGE and AzureWebJobsStorage of the app, the roles of its identity (azd provision), then its log',
        );
    return [health, clock(answer.headers.get('date'))];
  } catch (error) {
    return [
      wrong(
        'function app',
        `${functionsUrl} does not answer (${messageOf(error)})`,
        'npm start on this machine; azd deploy, or az functionapp start',
      ),
    ];
  }
}

function clock(date: string | null): Finding {
  const drift = Math.abs(Date.now() - Date.parse(date ?? ''));
  if (Number.isNaN(drift)) return fine('clock', 'the app tells no time');
  if (drift <= MOST_DRIFT_MS) return fine('clock', 'agrees with the app');
  return wrong(
    'clock',
    `${Math.round(drift / 1000)} s off from the app's: tokens will be refused`,
    'let the system set its clock by the network',
  );
}
