import path from 'node:path';
import { styleText } from 'node:util';
import type { Topic } from './topics.ts';

export interface CallLogOptions {
  /** Shows only these kinds of work; all by default. */
  readonly only?: readonly Topic[];
  /** Shows only lines that name this correlation id, job id or invocation id. */
  readonly id?: string;
  /** Colours the outcome. */
  readonly color: boolean;
  /** Writes each call as a JSON object in place of a line of text. */
  readonly json?: boolean;
  readonly write: (text: string) => void;
}

/** A line of the host's log: an entry, or the record of an invocation that has ended. */
export interface HostLine {
  readonly event?: string;
  readonly time?: string;
  readonly level?: string;
  readonly category?: string;
  readonly message?: string;
  readonly function?: string;
  readonly invocationId?: string;
  readonly trigger?: string;
  readonly duration?: number;
  readonly outcome?: string;
  readonly attempt?: number;
  readonly reason?: string;
  readonly status?: number;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly error?: { readonly name?: string; readonly message?: string; readonly stack?: string };
}

interface Row {
  readonly time: string;
  readonly topic: Topic;
  readonly name: string;
  readonly id: string;
  readonly outcome: string;
  readonly good: boolean;
  readonly duration?: number | undefined;
  readonly attempt?: number | undefined;
  /** Text of a log entry, or the error with its stack. */
  readonly message?: string | undefined;
}

/** Lines of invocations that never end, for instance when the worker is killed, are dropped beyond this number. */
const MAX_OPEN_INVOCATIONS = 1_000;
const NAME_WIDTH = 24;
const INDENT = '             ';

/**
 * Turns the log of the Functions host into one line for each tool call, job state change, ingestion batch, evaluation and HTTP request.
 * Orchestration steps and polls of a job appear only when they fail.
 */
export class CallLog {
  readonly #options: CallLogOptions;
  /** Outcomes that running tool calls have logged, by invocation. */
  readonly #toolCalls = new Map<string, { id: string; outcome: string }>();
  /** Ids of calls whose error is shown, by invocation: how it ended adds only the stack of the runtime. */
  readonly #explained = new Map<string, string>();

  constructor(options: CallLogOptions) {
    this.#options = options;
  }

  /** Takes one line of the host's log, as JSON. Other lines are shown as they are. */
  take(text: string): void {
    const line = parse(text);
    if (line !== undefined) this.takeLine(line);
  }

  takeLine(line: HostLine): void {
    const row = line.event === 'invocation' ? this.#ofInvocation(line) : this.#ofEntry(line);
    if (row === undefined || !this.#isWanted(row)) return;
    const { json, color, write } = this.#options;
    const { good, ...shown } = row;
    write(json ? JSON.stringify({ ...shown, time: line.time, failed: !good }) : format(row, color));
  }

  #isWanted({ topic, id, name, message = '' }: Row): boolean {
    const { only, id: wanted } = this.#options;
    if (only !== undefined && only.length > 0 && !only.includes(topic)) return false;
    return wanted === undefined || id === wanted || name.includes(wanted) || message.includes(wanted);
  }

  #ofInvocation(line: HostLine): Row | undefined {
    const { function: name = '', invocationId = '', outcome = '', duration, attempt, reason = '', status } = line;
    const topic = topicOf(name, line.trigger);
    const call = this.#toolCalls.get(invocationId);
    this.#toolCalls.delete(invocationId);
    const good = outcome === 'succeeded';
    const explained = this.#explained.get(invocationId);
    this.#explained.delete(invocationId);
    if (explained !== undefined && !good) {
      const tool = name.replace(/^tool(Poison|Http)?_/, '');
      return { time: timeOf(line), topic, duration, attempt, name: tool, id: explained, outcome, good };
    }
    const base = { time: timeOf(line), topic, duration, attempt, message: good ? undefined : errorText(line) };
    if (topic === 'http') {
      const shown = status === undefined ? outcome : `${status}`;
      return { ...base, name: reason, id: invocationId, outcome: shown, good: good && (status ?? 200) < 500 };
    }
    if (topic === 'tools') {
      const tool = name.replace(/^tool(Poison|Http)?_/, '');
      const id = call?.id ?? `${line.details?.messageId ?? invocationId}`;
      return {
        ...base,
        name: tool,
        id,
        outcome: good ? (call?.outcome ?? outcome) : outcome,
        good: good && isGood(call),
      };
    }
    if (good) return undefined;
    return { ...base, name, id: `${line.details?.instanceId ?? invocationId}`, outcome, good: false };
  }

  #ofEntry(line: HostLine): Row | undefined {
    const { level = '', category = '', invocationId = '', message = '' } = line;
    const bad = level === 'error' || level === 'critical' || level === 'warning';
    const text = message.startsWith(`${invocationId}: `) ? message.slice(invocationId.length + 2) : message;
    if (!category.endsWith('.User')) {
      // The end of an invocation has a record of its own.
      if (!bad || category.startsWith('Function.') || /^(Debugger |For help, see)/.test(text)) return undefined;
      return { time: timeOf(line), topic: 'app', name: category, id: '', outcome: level, good: false, message: text };
    }
    const name = line.function ?? '';
    const topic = topicOf(name);
    if (topic === 'tools' && level === 'information') {
      const ended = /^(\S+) (.+): ([a-z]+)\.$/.exec(text);
      if (ended) {
        this.#remember(invocationId, `${ended[2]}`, `${ended[3]}`);
        return undefined;
      }
    }
    const tool = name.replace(/^tool(Poison|Http)?_/, '');
    if (level === 'debug' || level === 'trace') return undefined;
    const said = topic === 'tools' && text.startsWith(`${tool}: `) ? text.slice(tool.length + 2) : text;
    const id =
      /\b((?:ft|er|cmp|ev|job)-[0-9a-f]{16,})\b/.exec(said)?.[1] ??
      /^(\S{8,})(?:: | failed)/.exec(said)?.[1] ??
      (topic === 'ingestion' ? /^([\w-]+): /.exec(said)?.[1] : undefined) ??
      invocationId;
    if (topic === 'tools' && level === 'error') this.#explain(invocationId, id);
    return {
      time: timeOf(line),
      topic,
      name: tool,
      id,
      outcome: bad ? level : 'info',
      good: !bad,
      // The id stands in the line already.
      message: ownFrames(relativePaths(said.replace(`${id} failed unexpectedly: `, ''))),
    };
  }

  #explain(invocationId: string, id: string): void {
    if (this.#explained.size >= MAX_OPEN_INVOCATIONS) this.#explained.clear();
    this.#explained.set(invocationId, id);
  }

  #remember(invocationId: string, id: string, outcome: string): void {
    if (this.#toolCalls.size >= MAX_OPEN_INVOCATIONS) this.#toolCalls.clear();
    this.#toolCalls.set(invocationId, { id, outcome });
  }
}

/** Returns the kind of work that a function does. */
function topicOf(name: string, trigger?: string): Topic {
  if (/^tool(Poison|Http)?_/.test(name)) return 'tools';
  if (trigger === 'httpTrigger') return 'http';
  if (/^(job|runJob)/i.test(name)) return 'jobs';
  if (/^ingest/i.test(name)) return 'ingestion';
  if (/^evaluation/i.test(name)) return 'evaluations';
  return 'app';
}

const isGood = (call: { readonly outcome: string } | undefined): boolean =>
  call === undefined || call.outcome === 'done';

const timeOf = ({ time = '' }: HostLine): string => time.slice(11, 23);

function errorText({ error }: HostLine): string | undefined {
  if (error === undefined) return undefined;
  return ownFrames(relativePaths(error.stack ?? `${error.name}: ${error.message}`));
}

/** Shows the files of a stack from the current folder, so that a terminal can open them. */
function relativePaths(text: string): string {
  return text.replaceAll(`file://${process.cwd()}${path.sep}`, '').replaceAll(`${process.cwd()}${path.sep}`, '');
}

/** Cuts a stack after the last frame of the user's code. What called that is the runtime. */
function ownFrames(text: string): string {
  const lines = text.split('\n');
  const last = lines.findLastIndex(
    (line) => /^\s+at .*\.ts:\d+/.test(line) && !/[( ](?:shared|packages|node_modules)[\\/]|[( ]node:/.test(line),
  );
  return last < 0 ? text : lines.slice(0, last + 1).join('\n');
}

function format({ time, topic, name, id, outcome, good, duration, attempt, message }: Row, color: boolean): string {
  const paint = (style: 'red' | 'green' | 'gray', text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const facts = [
    duration === undefined ? '' : `${duration} ms`,
    attempt !== undefined && attempt > 1 ? `attempt ${attempt}` : '',
  ].filter((fact) => fact !== '');
  const [inline, below] = arrange(message, id);
  // The text of an entry says more than `info`.
  const shown = inline === '' ? outcome : outcome === 'info' ? inline : `${outcome}: ${inline}`;
  const parts = [
    paint('gray', time),
    topic.padEnd(11),
    name.padEnd(NAME_WIDTH),
    paint('gray', id),
    paint(good ? 'green' : 'red', shown),
    ...facts,
  ];
  return `${parts.filter((part) => part !== '').join(' ')}${below === '' ? '' : `\n${below.replace(/^/gm, INDENT)}`}`;
}

/** Puts a text of one line beside the id, which need not be in it again, and a longer one below. */
function arrange(message = '', id: string): [inline: string, below: string] {
  if (message.includes('\n')) return ['', message];
  const rest = id !== '' && message.startsWith(id) ? message.slice(id.length).replace(/^:? /, '') : message;
  return [rest, ''];
}

function parse(text: string): HostLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as HostLine;
  } catch {
    return undefined;
  }
}
