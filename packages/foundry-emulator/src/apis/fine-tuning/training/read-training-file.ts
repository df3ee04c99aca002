import { messageOf } from '../../../../../../shared/core/errors.ts';
import { type ExampleCheck, MAX_EXAMPLE_BYTES } from '../../../../../../shared/core/fine-tuning-data/example-check.ts';
import { linesOf } from '../../../../../../shared/core/json-lines/lines.ts';
import { countTokens } from '../../../model/tokens/tokens.ts';
import { imagesOf, textOf } from './example-content.ts';

/** Size of a training file, and what is wrong with it. */
export interface TrainingData {
  readonly examples: number;
  readonly tokens: number;
  /** The first faults, at most MAX_FAULTS. */
  readonly faults: readonly LineFault[];
  /** Number of lines with a fault. */
  readonly faultCount: number;
}

export interface LineFault {
  readonly line: number;
  readonly message: string;
}

const MAX_FAULTS = 50;

/** Examples whose tokens are counted. The rest is estimated by length, so that a file of a gigabyte takes seconds. */
const COUNTED_EXAMPLES = 500;

/** Tokens of an image: one in low detail costs 85, one of 512 pixels in high detail 255. Source: OpenAI "Images and vision", gpt-4o. */
const IMAGE_TOKENS = 85;

/** Reads a training file to its end, holding one line at a time. */
export async function readTrainingFile(bytes: AsyncIterable<Uint8Array>, check: ExampleCheck): Promise<TrainingData> {
  const faults: LineFault[] = [];
  let faultCount = 0;
  let examples = 0;
  let characters = 0;
  let images = 0;
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
    // Empty lines at the end are neither examples nor faults.
    if (blank !== undefined) note(blank, 'is empty');
    blank = undefined;
    examples += 1;
    if (line.text === undefined) {
      note(line.number, line.problem);
      continue;
    }
    const { fault, example } = checked(line.text, check);
    if (fault !== undefined) note(line.number, fault);
    if (example === undefined) continue;
    const text = textOf(example);
    characters += text.length;
    images += imagesOf(example);
    if (examples > COUNTED_EXAMPLES) continue;
    counted.tokens += await countTokens(text);
    counted.characters += text.length;
  }
  const rate = counted.characters === 0 ? 0 : counted.tokens / counted.characters;
  return { examples, tokens: Math.round(characters * rate) + images * IMAGE_TOKENS, faults, faultCount };
}

function checked(text: string, check: ExampleCheck): { fault: string | undefined; example?: unknown } {
  try {
    const example: unknown = JSON.parse(text);
    return { fault: check(example), example };
  } catch (error) {
    return { fault: `is not valid JSON (${messageOf(error)})` };
  }
}
