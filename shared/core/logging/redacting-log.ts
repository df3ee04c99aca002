import type { Log } from './log.ts';
import { logsContent } from './log.ts';
import { redactTokens, redactValues } from './redact.ts';

export interface Redaction {
  /** The id by which lines are found again: put before each line that does not name it. */
  readonly about?: string;
  /** Values that must not appear in a line, for instance a call's arguments (`valuesIn`). */
  readonly values?: readonly string[];
  /** Content may be logged, tokens never. */
  readonly whole?: boolean;
}

/** A log that never holds tokens, nor the values named, and whose every line names what it is about. */
export function redactingLog(log: Log, { about, values = [], whole = logsContent(process.env) }: Redaction): Log {
  const clean = (line: string): string => {
    const kept = redactTokens(whole ? line : withoutKeeping(about, line, values));
    return about === undefined || kept.includes(about) ? kept : `${about}: ${kept}`;
  };
  return {
    debug: (line) => log.debug(clean(line)),
    info: (line) => log.info(clean(line)),
    warn: (line) => log.warn(clean(line)),
    error: (line) => log.error(clean(line)),
  };
}

/** The id itself stays readable, whatever the arguments hold. */
function withoutKeeping(about: string | undefined, line: string, values: readonly string[]): string {
  if (about === undefined || about === '') return redactValues(line, values);
  return line
    .split(about)
    .map((part) => redactValues(part, values))
    .join(about);
}
