import { logsContent } from './log-content.ts';
import { withoutTokens, withoutValues } from './redact.ts';

/** Where lines go. An InvocationContext of @azure/functions is one. */
export interface LineLog {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export interface Redaction {
  /** The id by which lines are found again: put before each line that does not name it. */
  readonly about?: string;
  /** What must not be in a line, for instance a call's arguments (`valuesIn`). */
  readonly values?: readonly string[];
  /** Content may be logged, tokens never. */
  readonly whole?: boolean;
}

/** A log that never holds tokens, nor the values named, and whose every line names what it is about. */
export function redactingLog(
  log: LineLog,
  { about, values = [], whole = logsContent(process.env) }: Redaction,
): LineLog {
  const clean = (line: string): string => {
    const kept = withoutTokens(whole ? line : withoutKeeping(about, line, values));
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
  if (about === undefined || about === '') return withoutValues(line, values);
  return line
    .split(about)
    .map((part) => withoutValues(part, values))
    .join(about);
}
