import { messageOf } from '../../../../../../shared/core/errors.ts';
import { linesOf } from '../../../../../../shared/core/json-lines/lines.ts';
import { isRecord } from '../../../core/json-schema.ts';
import { MAX_EXAMPLE_BYTES } from '../../../core/limits.ts';
import { countTokens } from '../../../model/tokens/tokens.ts';
import type { ExampleFault } from './example-fault.ts';

/** What a training file holds, and what is wrong with it. */
export interface TrainingData {
  readonly examples: number;
  readonly tokens: number;
  readonly faults: readonly LineFault[];
  /** Of all lines; `faults` names the first of them. */
  readonly faultCount: number;
}

export interface LineFault {
  readonly line: number;
  readonly message: string;
}

/** Faults that are named. */
const MAX_FAULTS = 50;

/** Examples whose tokens are counted; the rest is reckoned by length, so that a file of a gigabyte takes seconds. */
const COUNTED_EXAMPLES = 500;

/** Reads a training file to its end, in constant memory. */
export async function readTrainingFile(bytes: AsyncIterable<Uint8Array>, check: ExampleFault): Promise<TrainingData> {
  const faults: LineFault[] = [];
  let faultCount = 0;
  let examples = 0;
  let characters = 0;
  const counted = { tokens: 0, characters: 0 };
  let blank: number | undefined;

  const note = (line: number, message: string) => {
    faultCount += 1;
    if (faults.length < MAX_FAULTS) faults.push({ line, message });
  };
  for await (const line of linesOf(bytes, MAX_EXAMPLE_BYTES)) {
    if (line.text?.trim() === '') {
      blank ??= line.number;
      continue;
    }
    // Empty lines at the end are no examples, and no fault either.
    if (blank !== undefined) note(blank, 'the line is empty');
    blank = undefined;
    examples += 1;
    if (line.text === undefined) {
      note(line.number, `the line ${line.problem}`);
      continue;
    }
    const fault = faultIn(line.text, check);
    if (fault !== undefined) note(line.number, fault);
    characters += line.text.length;
    if (examples > COUNTED_EXAMPLES) continue;
    counted.tokens += await countTokens(line.text);
    counted.characters += line.text.length;
  }
  const rate = counted.characters === 0 ? 0 : counted.tokens / counted.characters;
  return { examples, tokens: Math.round(characters * rate), faults, faultCount };
}

function faultIn(text: string, check: ExampleFault): string | undefined {
  let example: unknown;
  try {
    example = JSON.parse(text);
  } catch (error) {
    return `the line is not valid JSON (${messageOf(error)})`;
  }
  return isRecord(example) ? check(example) : 'the line is not a JSON object';
}
