import { isRecord, type JsonSchema } from '../../core/json-schema.ts';
import { buildValue } from './build-value.ts';
import { fillArguments } from './fill-arguments.ts';
import { readable } from './words.ts';

/** Plausible values by the words of a parameter's name, the first that matches. */
const SAMPLES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:city|town|location|place|destination|origin|address)\b/, 'Paris'],
  [/\b(?:country|region|state)\b/, 'France'],
  [/\b(?:e-?mail)\b/, 'someone@example.com'],
  [/\b(?:url|uri|link|website)\b/, 'https://example.com/'],
  [/\b(?:language|locale)\b/, 'en'],
  [/\bcurrency\b/, 'USD'],
  [/\b(?:symbol|ticker)\b/, 'MSFT'],
  [/\b(?:name|person|user|customer|author)\b/, 'Alex'],
  [/\b(?:id|identifier|number|code|key|reference)\b/, '1'],
  [/\bunits?\b/, 'celsius'],
];

/** A question up to this length is itself a plausible text argument. */
const MAX_TEXT = 200;

/** Returns arguments that satisfy a tool's schema: from the text where it says them, invented where it does not. */
export function inventArguments(schema: JsonSchema, text: string, now: Date): Record<string, unknown> {
  const extracted = fillArguments(schema, text, now).sets[0] ?? {};
  const textFor = (name: string): string => {
    const own = readable(name);
    const said = text.trim().slice(0, MAX_TEXT);
    return SAMPLES.find(([words]) => words.test(own))?.[1] ?? (said === '' ? 'example' : said);
  };
  const examples = withExamples(schema);
  const built = buildValue(examples, { known: new Map(), extracted, textFor, text, now });
  return isRecord(built?.value) ? built.value : extracted;
}

/** The schema with the first of each property's `examples` as its default. */
function withExamples(schema: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const [example] = property.examples ?? [];
    return [name, example === undefined ? property : { default: example, ...property }];
  });
  // Optional parameters are left out unless the text names them.
  return { ...schema, properties: Object.fromEntries(properties), required: schema.required ?? [] };
}
