import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../core/json-schema.ts';
import { GraderError } from '../contract/grader-error.ts';
import { fMeasure, ngrams, overlap } from '../text/ngrams.ts';
import type { BuiltinEvaluator, Inputs, Parameters } from './evaluator.ts';

interface Step {
  readonly name: string;
  readonly parameters: unknown;
}

type Mode = (taken: readonly string[], expected: readonly string[]) => boolean;

const MODES = new Map<unknown, Mode>([
  ['exact_match', isDeepStrictEqual],
  ['in_order_match', inOrder],
  ['any_order_match', (taken, expected) => overlap(ngrams(taken, 1), ngrams(expected, 1)) === expected.length],
]);

/** Compares the tools that an agent called with the expected ones: exactly, in order, or in any order. */
export const taskNavigation: BuiltinEvaluator = {
  inputs: ['actions', 'expected_actions'],
  evaluate: (inputs, parameters) => {
    const { names, withParameters } = expectedOf(inputs);
    const taken = stepsOf(parse(inputs.actions)).map((step) =>
      withParameters === undefined ? step.name : keyOf(step.name, step.parameters),
    );
    const expected = names.map((name) =>
      withParameters === undefined ? name : keyOf(name, withParameters[name] ?? {}),
    );
    const passed = modeOf(parameters)(taken, expected);
    const shared = overlap(ngrams(taken, 1), ngrams(expected, 1));
    return {
      score: passed ? 1 : 0,
      passed,
      metric: 'task_navigation_efficiency',
      properties: {
        precision_score: taken.length === 0 ? 0 : shared / taken.length,
        recall_score: expected.length === 0 ? 0 : shared / expected.length,
        f1_score: fMeasure(shared, taken.length, expected.length),
      },
    };
  },
};

function modeOf({ matching_mode: name = 'exact_match' }: Parameters): Mode {
  const mode = MODES.get(name);
  if (mode) return mode;
  throw new GraderError(
    'invalid_parameter',
    `initialization_parameters.matching_mode must be one of ${[...MODES.keys()].join(', ')}.`,
  );
}

function inOrder(taken: readonly string[], expected: readonly string[]): boolean {
  let next = 0;
  for (const step of taken) if (step === expected[next]) next++;
  return next === expected.length;
}

/** Parses `["a", "b"]` or `[["a", "b"], { "a": { ...arguments } }]`. */
function expectedOf(inputs: Inputs): { names: string[]; withParameters?: Record<string, unknown> } {
  const expected = parse(inputs.expected_actions);
  if (Array.isArray(expected)) {
    if (expected.every((name) => typeof name === 'string')) return { names: expected };
    const [names, withParameters] = expected;
    if (Array.isArray(names) && isRecord(withParameters)) return { names: names.map(String), withParameters };
  }
  throw new GraderError(
    'invalid_input',
    '"expected_actions" must be a list of tool names, or of such a list and their arguments.',
  );
}

/** Reads tool calls from items of a response, or from assistant messages. */
function stepsOf(actions: unknown): Step[] {
  if (!Array.isArray(actions))
    throw new GraderError('invalid_input', '"actions" must be a list of messages or output items.');
  return actions.flatMap((action): Step[] => {
    if (!isRecord(action)) return [];
    if (Array.isArray(action.content)) return stepsOf(action.content);
    if (action.type !== 'function_call' && action.type !== 'tool_call') return [];
    return [{ name: `${action.name}`, parameters: parse(action.arguments ?? {}) }];
  });
}

const keyOf = (name: string, parameters: unknown): string => `${name} ${JSON.stringify(sorted(parameters))}`;

const sorted = (value: unknown): unknown =>
  isRecord(value) ? Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)) : value;

function parse(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
