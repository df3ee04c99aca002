export type LogFields = Readonly<Record<string, unknown>>;

/** One line per event. Fields are never tokens or bodies. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFormat = 'text' | 'json';

/** Writes to `out` what happens: one JSON object per line, or a line for people. */
export function createLog(format: LogFormat, out: { write(line: string): unknown } = process.stdout): Log {
  const write = (level: string, event: string, fields: LogFields = {}) => {
    const time = new Date().toISOString();
    const line =
      format === 'json' ? JSON.stringify({ time, level, event, ...fields }) : textLine(time, level, event, fields);
    out.write(`${line}\n`);
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
  };
}

/** For tests and for those who embed the emulator. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

function textLine(time: string, level: string, event: string, fields: LogFields): string {
  const mark = level === 'info' ? '' : `${level.toUpperCase()} `;
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [time.slice(11, 23), `${mark}${event}`, ...rest].join(' ');
}
