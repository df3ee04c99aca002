import type { FunctionEntry } from './app/function-table.ts';
import type { LogFormat } from './core/write-log.ts';
import type { RunningHost } from './host.ts';
import { methodsOf } from './http/http-template.ts';

/** Prints the URL and the functions: readable text, or one JSON line with `"event":"ready"`. */
export function printReady({ url, functions, http }: RunningHost, format: LogFormat): void {
  const refused = functions.entries.filter(({ listener }) => !listener);
  const disabled = functions.entries.filter((entry) => entry.disabled && !refused.includes(entry));
  const served = functions.entries.filter((entry) => !refused.includes(entry) && !disabled.includes(entry));
  if (format === 'json') {
    const state = functions.hostErrors.length === 0 ? 'Running' : 'Error';
    const line = {
      event: 'ready',
      url,
      state,
      functions: names(served),
      disabled: names(disabled),
      refused: names(refused),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const width = Math.max(0, ...served.map(({ fn }) => fn.name.length));
  const lines = served.map(({ fn }) => {
    const template = http.templateOf(fn);
    const where = template === undefined ? fn.trigger.type : `[${methodsOf(fn).join(',')}] ${url}/${template}`;
    return `  ${fn.name.padEnd(width)}  ${where}`;
  });
  const text = [
    '',
    'Functions',
    ...(lines.length > 0 ? lines : ['  none']),
    ...(disabled.length > 0 ? [`Disabled: ${names(disabled).join(', ')}`] : []),
    ...(refused.length > 0 ? [`Refused (see above): ${names(refused).join(', ')}`] : []),
    '',
    functions.hostErrors.length === 0
      ? `The Functions host listens on ${url}`
      : `The Functions host listens on ${url}, but every function answers 503: see the error above`,
    '',
  ];
  process.stdout.write(`${text.join('\n')}\n`);
}

function names(entries: readonly FunctionEntry[]): string[] {
  return entries.map(({ fn }) => fn.name);
}
