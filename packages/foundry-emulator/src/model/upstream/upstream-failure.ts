import { ModelError } from '../contract/model-error.ts';

/** Converts an upstream failure to a ModelError that names the cause and the setting to check. It never contains keys. */
export function upstreamFailure(thrown: unknown, url: string, model: string): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const status = statusOf(thrown);
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const where = `The upstream model "${model}" at ${new URL(url).origin}`;
  const failed = (code: ModelError['code'], message: string) =>
    new ModelError(code, `${where} ${message}`, { cause: thrown });
  if (status === undefined) return failed('server_error', `cannot be reached (${said}). Check FOUNDRY_UPSTREAM_URL.`);
  if (status === 429) return failed('rate_limit_exceeded', `asks to slow down: ${said}`);
  if (status === 401 || status === 403)
    return failed('server_error', `refuses the key (${status}). Check FOUNDRY_UPSTREAM_KEY.`);
  if (status === 404) return failed('server_error', `is not known there: ${said}. Check FOUNDRY_UPSTREAM_MODELS.`);
  return failed(status < 500 ? 'invalid_prompt' : 'server_error', `answered ${status}: ${said}`);
}

/** True if the upstream lacks the operation: most servers only support chat. */
export function lacksOperation(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return status === 404 || status === 405 || status === 501;
}

/** Returns the HTTP status of an SDK error; undefined if the server did not respond. */
function statusOf(thrown: unknown): number | undefined {
  const status = typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' ? status : undefined;
}
