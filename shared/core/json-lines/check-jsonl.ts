import { isTooDeep, MAX_JSON_DEPTH } from '../json.ts';
import { linesOf } from './lines.ts';

/** Problems of a file that are named; the file is read no further after these. */
export const MOST_PROBLEMS = 20;

/** Bytes one line may have: far more than a model reads in one example, little enough to be held in memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

export interface LineProblem {
  readonly line: number;
  readonly problem: string;
}

export interface CheckedFile {
  /** Rows that were read, without blank lines at the end. */
  readonly rows: number;
  readonly problems: readonly LineProblem[];
}

/**
 * Checks a JSONL file as it comes, in constant memory. `checkRow` says what is wrong with a row, or nothing.
 */
export async function checkJsonl(
  bytes: AsyncIterable<Uint8Array>,
  checkRow: (row: unknown) => string | undefined,
  maxLineBytes = MAX_LINE_BYTES,
): Promise<CheckedFile> {
  const problems: LineProblem[] = [];
  let rows = 0;
  /** A blank line is a mistake when a row follows it, and a file's end when none does. */
  let blank: number | undefined;
  for await (const line of linesOf(bytes, maxLineBytes)) {
    if (line.text?.trim() === '') {
      blank ??= line.number;
      continue;
    }
    if (blank !== undefined) problems.push({ line: blank, problem: 'is empty' });
    blank = undefined;
    rows += 1;
    const problem = line.text === undefined ? line.problem : problemOf(line.text, checkRow);
    if (problem !== undefined) problems.push({ line: line.number, problem });
    if (problems.length >= MOST_PROBLEMS) break;
  }
  return { rows, problems };
}

function problemOf(text: string, checkRow: (row: unknown) => string | undefined): string | undefined {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return 'is not valid JSON';
  }
  if (isTooDeep(row)) return `is nested deeper than ${MAX_JSON_DEPTH} levels`;
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'is not a JSON object';
  return checkRow(row);
}

/** The problems in a sentence: `line 3 is not valid JSON; line 7: messages is missing`. */
export function describeProblems(problems: readonly LineProblem[]): string {
  const more = problems.length >= MOST_PROBLEMS ? ' (there may be more)' : '';
  return `${problems.map(({ line, problem }) => `line ${line}${/^(is|has) /.test(problem) ? '' : ':'} ${problem}`).join('; ')}${more}`;
}
