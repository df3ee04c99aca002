import { type Level, type Log, type LogEntry, makeLog } from '../../src/core/log.ts';

/** A log that keeps everything it is told. */
export function collectLog(): { log: Log; entries: LogEntry[]; messages(level: Level): string[] } {
  const entries: LogEntry[] = [];
  return {
    log: makeLog({ default: 'Trace' }, (entry) => entries.push(entry)),
    entries,
    messages: (level) => entries.filter((entry) => entry.level === level).map(({ message }) => message),
  };
}
