import { isRecord, type JsonSchema } from '../../core/json-schema.ts';
import type { ModelFormat } from '../contract/model.ts';
import { fitsWithin } from '../contract/schema-check.ts';
import { buildValue } from './build-value.ts';
import { parse } from './describe-result.ts';
import { extractValues } from './fill-arguments.ts';
import { schemaFromPrompt } from './json-keys.ts';
import { summarize, textToSummarize } from './summarize.ts';
import { readable } from './words.ts';

export interface Answer {
  /** The answer in words. */
  text: string;
  question: string;
  /** Everything that the request says, instructions included. */
  prompt: string;
  /** Results of the tools that were called for it. */
  outputs: string[];
}

/** Puts an answer into the form that the request demands: JSON that satisfies the schema, filled from tool results and the question. */
export function structuredAnswer(format: ModelFormat, answer: Answer, now: Date): string {
  if (format.type === 'text') return answer.text;
  if (format.type === 'json_schema') return JSON.stringify(valueFor(format.schema, answer, now));
  const schema = schemaFromPrompt(answer.prompt);
  if (schema) return JSON.stringify(valueFor(schema, answer, now));
  const data = answer.outputs.map(parse).filter(isRecord);
  return JSON.stringify(data.length === 1 ? data[0] : { answer: answer.text });
}

function valueFor(schema: JsonSchema, answer: Answer, now: Date): unknown {
  const { text, question, outputs } = answer;
  const data = outputs.map(parse).filter(isRecord);
  const known = new Map(data.flatMap(flatten));
  const extracted = extractValues(schema, question, now);
  const common = { textFor: (name: string) => textFor(name, answer), text: `${text}\n${question}`, now };
  const built = buildValue(schema, { ...common, known, extracted });
  if (built && fitsWithin(schema, schema, built.value)) return built.value;
  // Knowledge that does not fit gives way to the simplest value that does.
  const plain = buildValue(schema, { ...common, known: new Map(), extracted: undefined });
  return (plain ?? built)?.value ?? {};
}

const ANSWERING = /\b(?:answer|reply|response|result|output|final|message|content|text)\b/;
const EXPLAINING = /\b(?:reason|reasoning|rationale|explanation|justification|analysis|thought|thinking)s?\b/;
const TELLING = /\b(?:summary|description|title|subject|topic|headline|abstract|note|comment|details?|steps?)\b/;

/** Returns the words for a property that wants words rather than a value. With tool results, they are the best there is for any. */
function textFor(name: string, { text, question, outputs }: Answer): string | undefined {
  const own = readable(name);
  if (outputs.length > 0 || ANSWERING.test(own)) return text;
  if (EXPLAINING.test(own)) return 'Found by the rules of the emulator, without a language model.';
  return TELLING.test(own) ? summarize(textToSummarize(question) ?? question, 1) : undefined;
}

/** Every value of a tool's result under its readable name, nested ones too; the outer one wins. */
function flatten(data: Record<string, unknown>): [string, unknown][] {
  const own = Object.entries(data).map(([name, value]): [string, unknown] => [readable(name), value]);
  return [...Object.values(data).filter(isRecord).flatMap(flatten), ...own];
}
