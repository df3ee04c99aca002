/** The header in which a caller names a request, and finds the name of it again in the answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

/** Long enough for any id, and nothing that could break a log line or a header. */
const ID = /^[\w.:-]{1,128}$/;

/** The caller's name for a request, or ours when it has none that can be used. */
export function correlationId(headers: { get(name: string): string | null }, ours: string): string {
  const theirs = headers.get(CORRELATION_HEADER) ?? '';
  return ID.test(theirs) ? theirs : ours;
}
