import { messageOf } from '../errors.ts';
import { logsContent } from './log.ts';

/** Codes of Node and its libraries; a code of any other form may be anything. */
const CODE = /^E[A-Z0-9_]{2,48}$/;

/**
 * Returns the parts of an error of foreign code that may be logged: its type and origin. The message may quote arguments
 * or answers, and is only written with LOG_CONTENT=true.
 */
export function errorForLog(error: unknown, whole = logsContent(process.env)): string {
  if (whole) return (error instanceof Error && error.stack) || messageOf(error);
  if (!(error instanceof Error)) return `something of type ${typeof error} was thrown (LOG_CONTENT=true shows it)`;
  const code = 'code' in error && typeof error.code === 'string' && CODE.test(error.code) ? ` ${error.code}` : '';
  return [`${error.constructor.name}${code} (LOG_CONTENT=true shows its message)`, ...frames(error)].join('\n');
}

/** The lines of a stack behind its message, which may have lines of its own that look like them. */
function frames({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line));
}
