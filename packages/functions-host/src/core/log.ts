export type Level = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical';

/** Facts beside the message: appended in text, members of the line in JSON. */
export type LogDetails = Readonly<Record<string, string | number | boolean | undefined>>;

export interface LogEntry {
  readonly time: Date;
  readonly level: Level;
  /**
   * Source of the entry, for example `Host.Startup`, `Function.orders` or `Function.orders.User`. host.json's logLevel
   * applies to it.
   */
  readonly category: string;
  readonly message: string;
  readonly details: LogDetails;
}

export interface Log {
  trace(message: string, details?: LogDetails): void;
  debug(message: string, details?: LogDetails): void;
  information(message: string, details?: LogDetails): void;
  warning(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
  critical(message: string, details?: LogDetails): void;
  /** Returns the same log under another category. */
  for(category: string): Log;
}

const order: readonly string[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];

/**
 * Makes a log with the thresholds of host.json's `logging.logLevel`: the longest matching category applies, then
 * `default`.
 */
export function makeLog(levels: Readonly<Record<string, HostLogLevel>>, write: (entry: LogEntry) => void): Log {
  const thresholds = Object.entries(levels).map(([category, level]) => ({
    prefix: category.toLowerCase() === 'default' ? '' : category.toLowerCase(),
    threshold: order.indexOf(level.toLowerCase()),
  }));
  thresholds.sort((a, b) => b.prefix.length - a.prefix.length);

  const under = (category: string): Log => {
    const name = category.toLowerCase();
    const threshold =
      thresholds.find(({ prefix }) => name.startsWith(prefix))?.threshold ?? order.indexOf('information');
    const at =
      (level: Level) =>
      (message: string, details: LogDetails = {}) => {
        if (order.indexOf(level) < threshold) return;
        write({ time: new Date(), level, category, message: redact(message), details });
      };
    return {
      trace: at('trace'),
      debug: at('debug'),
      information: at('information'),
      warning: at('warning'),
      error: at('error'),
      critical: at('critical'),
      for: under,
    };
  };
  return under('Host.General');
}

export const logLevels = ['Trace', 'Debug', 'Information', 'Warning', 'Error', 'Critical', 'None'] as const;

export type HostLogLevel = (typeof logLevels)[number];

/** Removes secrets that a storage or HTTP library may have put into an error's text. */
function redact(text: string): string {
  return text
    .replace(/\b(AccountKey|SharedAccessKey|SharedAccessSignature)=[^;\s"']+/gi, '$1=***')
    .replace(/([?&](?:sig|code)=)[^&\s"']+/gi, '$1***')
    .replace(/\b(Bearer)\s+[\w.~+/-]{8,}=*/gi, '$1 ***');
}
