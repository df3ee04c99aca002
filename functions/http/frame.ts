import { accessCheck } from '../../shared/http/access/access-check.ts';
import { accessSettings } from '../../shared/http/access/access-settings.ts';
import { callsPerMinute } from '../../shared/http/http-settings.ts';
import { rateLimit } from '../../shared/http/rate-limit.ts';
import type { RequestGuards } from '../../shared/http/serve-http.ts';

let made: RequestGuards | undefined;

/** What all HTTP functions share: one check of callers, one count of their requests. */
export function requestGuards(): RequestGuards {
  made ??= { access: accessCheck(accessSettings(process.env)), rate: rateLimit(callsPerMinute(process.env)) };
  return made;
}

/** Whether callers bring tokens and not keys. @throws TerminalError: an app that cannot tell who may call must not start */
export const byToken = () => accessSettings(process.env).by === 'entra';
