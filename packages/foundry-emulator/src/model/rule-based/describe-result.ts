import { isRecord } from '../../core/json-schema.ts';
import { joinWords } from './ask-back.ts';
import { readable } from './words.ts';

export interface FinishedCall {
  name: string;
  arguments: Record<string, unknown>;
  output: string;
}

/** List entries that are described; the others are counted. */
const MAX_TOLD = 5;

/** Describes tool results: plain text unchanged, data as sentences. */
export function describeResults(calls: FinishedCall[]): string {
  return calls.map(wordResult).join('\n');
}

function wordResult(call: FinishedCall): string {
  const data = parse(call.output);
  if (typeof data === 'string')
    return data.trim() === '' ? `${capital(readable(call.name))} gave an empty answer.` : data;
  const about = aboutOf(call.arguments, data);
  if (isRecord(data) && Object.keys(data).length > 0) return sentence(about, wordRecord(data, about.told));
  if (Array.isArray(data)) return sentence(about, wordList(data));
  return sentence(about, `${readable(call.name)} says ${wordValue(data)}`);
}

/** Parses a tool result as JSON, or returns it unchanged. */
export function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

/** Returns a prefix such as "For order number 1042" that tells several results apart. */
function aboutOf(args: Record<string, unknown>, data: unknown): { text: string; told: Set<string> } {
  const simple = Object.entries(args).filter(
    ([, value]) => ['string', 'number'].includes(typeof value) && String(value).length <= 40,
  );
  const [first] = simple;
  if (!first) return { text: '', told: new Set() };
  const [name, value] = first;
  const repeated = isRecord(data) && data[name] !== undefined && String(data[name]) === String(value);
  return { text: `For ${readable(name)} ${String(value)}: `, told: new Set(repeated ? [name] : []) };
}

const wordRecord = (data: Record<string, unknown>, told: Set<string>) =>
  Object.entries(data)
    .filter(([name]) => !told.has(name))
    .map(([name, value]) => `${readable(name)} ${Array.isArray(value) ? 'are' : 'is'} ${wordValue(value)}`)
    .join(', ');

function wordList(list: unknown[]): string {
  if (list.length === 0) return 'nothing was found';
  const told = list.slice(0, MAX_TOLD).map(wordValue);
  const rest = list.length - told.length;
  return `${list.length} found: ${rest > 0 ? `${told.join('; ')}; and ${rest} more` : told.join('; ')}`;
}

function wordValue(value: unknown): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : joinWords(value.map(wordValue));
  if (isRecord(value)) return `(${wordRecord(value, new Set())})`;
  return String(value);
}

const sentence = ({ text }: { text: string }, statement: string) =>
  `${text === '' ? capital(statement) : text + statement}.`;

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
