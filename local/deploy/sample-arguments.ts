import * as fc from 'fast-check';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * Returns arguments that fit a tool's schema, for a call that only shows that the tool answers.
 * @returns undefined if none are found; the caller asks for `smoke: { tool, arguments }` then
 */
export async function sampleArguments(tool: AgentTool): Promise<Record<string, unknown> | undefined> {
  const value = sampleOf(tool.parameters as Schema, 'value');
  if (typeof value !== 'object' || value === null) return undefined;
  const bound = await tool.bind(value);
  return bound.problem === undefined ? (value as Record<string, unknown>) : undefined;
}

function sampleOf(schema: Schema, name: string): unknown {
  const known = [schema.default, schema.const, first(schema.examples), first(schema.enum)].find(
    (one) => one !== undefined,
  );
  if (known !== undefined) return known;
  const choice = first(schema.anyOf) ?? first(schema.oneOf);
  if (isSchema(choice)) return sampleOf(choice, name);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'object') return sampleObject(schema);
  if (type === 'array') return isSchema(schema.items) ? [sampleOf(schema.items, name)] : [];
  if (type === 'integer' || type === 'number') return sampleNumber(schema);
  if (type === 'boolean') return true;
  return sampleText(schema, name);
}

function sampleObject({ properties, required }: Schema): Record<string, unknown> {
  const needed = Array.isArray(required) ? required : [];
  return Object.fromEntries(
    Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, schema]) =>
      needed.includes(name) && isSchema(schema) ? [[name, sampleOf(schema, name)]] : [],
    ),
  );
}

function sampleNumber({ minimum, exclusiveMinimum, multipleOf }: Schema): number {
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  if (typeof minimum === 'number') return Math.ceil(minimum / step) * step;
  if (typeof exclusiveMinimum === 'number') return (Math.floor(exclusiveMinimum / step) + 1) * step;
  return step;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-12-01',
  'date-time': '2026-12-01T12:00:00Z',
  time: '12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

function sampleText({ pattern, format, minLength, maxLength }: Schema, name: string): string {
  const known = typeof format === 'string' ? FORMATS[format] : undefined;
  if (known !== undefined) return known;
  // The same seed gives the same text in every tour.
  if (typeof pattern === 'string')
    return fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 1, numRuns: 1 })[0] ?? '';
  const shortest = typeof minLength === 'number' ? minLength : 0;
  const longest = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  return name.padEnd(shortest, '.').slice(0, longest);
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns a request to call a tool once that a model cannot misunderstand. */
export function callQuestion(tool: string, args: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(args).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? `"${value}"` : JSON.stringify(value)}`,
  );
  return `Call the tool ${tool} once${pairs.length > 0 ? ` with ${pairs.join(', ')}` : ''}.`;
}
