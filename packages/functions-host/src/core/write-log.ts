import { styleText } from 'node:util';
import type { Level, LogEntry } from './log.ts';

export type LogFormat = 'text' | 'json';

const colours: Partial<Record<Level, 'red' | 'yellow' | 'gray'>> = {
  trace: 'gray',
  debug: 'gray',
  warning: 'yellow',
  error: 'red',
  critical: 'red',
};

/** Writes entries to standard output: one line of JSON each, or readable text with colours on a terminal. */
export function logWriter(format: LogFormat): (entry: LogEntry) => void {
  const line = format === 'json' ? jsonLine : textLine;
  return (entry) => process.stdout.write(`${line(entry)}\n`);
}

function jsonLine({ time, level, category, message, details }: LogEntry): string {
  return JSON.stringify({ time: time.toISOString(), level, category, message, ...details });
}

function textLine({ time, level, message, details }: LogEntry): string {
  const { function: speaker, ...others } = details;
  const facts = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  const mark = level === 'warning' || level === 'error' || level === 'critical' ? `${level.toUpperCase()} ` : '';
  const text = `[${time.toISOString()}] ${mark}${speaker === undefined ? '' : `${speaker}: `}${message}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  const colour = colours[level];
  return colour ? styleText(colour, text, { stream: process.stdout }) : text;
}
