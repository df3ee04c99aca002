import { isRecord } from '../../core/json-schema.ts';
import type { ModelFormat } from '../contract/model.ts';
import { fitsWithin } from '../contract/schema-check.ts';
import { buildValue } from './build-value.ts';
import { parse } from './describe-result.ts';
import { fillArguments } from './fill-arguments.ts';
import { readable } from './words.ts';

export interface Answer {
  /** The answer in words. */
  text: string;
  question: string;
  /** What the tools gave for it. */
  outputs: string[];
}

/** Puts an answer into the form the request demands: JSON that fits the schema, filled from tool results and question. */
export function structuredAnswer(format: ModelFormat, answer: Answer, now: Date): string {
  if (format.type === 'text') return answer.text;
  const data = answer.outputs.map(parse).filter(isRecord);
  if (format.type === 'json_object') return JSON.stringify(data.length === 1 ? data[0] : { answer: answer.text });
  const { schema } = format;
  const { text } = answer;
  const known = new Map(data.flatMap(flatten));
  // The question fills only what it plainly says; whatever is open is told in the words of the answer.
  const asked = fillArguments({ ...schema, required: [] }, answer.question, now).sets[0] ?? {};
  const built = buildValue(schema, { known, asked, text, now });
  if (built && fitsWithin(schema, schema, built.value)) return JSON.stringify(built.value);
  // Knowledge that does not fit gives way to the plainest value that does.
  const plain = buildValue(schema, { known: new Map(), asked: {}, text, now });
  return JSON.stringify((plain ?? built)?.value ?? {});
}

/** Every value of a tool's result under its readable name, nested ones too; the outer one wins. */
function flatten(data: Record<string, unknown>): [string, unknown][] {
  const own = Object.entries(data).map(([name, value]): [string, unknown] => [readable(name), value]);
  return [...Object.values(data).filter(isRecord).flatMap(flatten), ...own];
}
