import { MAX_EXAMPLE_BYTES } from '../../../../../../shared/core/fine-tuning-data/example-check.ts';
import { linesOf } from '../../../../../../shared/core/json-lines/lines.ts';
import { isRecord } from '../../../core/json-schema.ts';

/** A question of a training file with its answer. */
export interface TrainingExample {
  readonly question: string;
  readonly answer: string;
}

/** Maximum number of examples to learn from one file. */
const MAX_EXAMPLES = 2000;

/** Reads the last question and its answer from each example. Skips examples whose answer has no text. */
export async function readTrainingExamples(bytes: AsyncIterable<Uint8Array>): Promise<TrainingExample[]> {
  const examples: TrainingExample[] = [];
  for await (const { text } of linesOf(bytes, MAX_EXAMPLE_BYTES)) {
    const example: unknown = text?.trim() ? JSON.parse(text) : undefined;
    const learned = isRecord(example) ? exampleOf(example) : undefined;
    if (learned && examples.push(learned) >= MAX_EXAMPLES) break;
  }
  return examples;
}

function exampleOf({
  messages,
  prompt,
  completion,
  input,
  preferred_output: preferred,
}: Record<string, unknown>): TrainingExample | undefined {
  if (typeof prompt === 'string' && typeof completion === 'string')
    return { question: prompt, answer: completion.trim() };
  const asked = isRecord(input) ? input.messages : messages;
  const question = lastText(asked, 'user');
  const answer = lastText(isRecord(input) ? preferred : messages, 'assistant');
  return question === undefined || answer === undefined ? undefined : { question, answer };
}

function lastText(messages: unknown, role: string): string | undefined {
  const last: unknown = Array.isArray(messages)
    ? messages.findLast((message) => isRecord(message) && message.role === role)
    : undefined;
  return isRecord(last) && typeof last.content === 'string' ? last.content : undefined;
}
