import type { Hyperparameters, MethodName } from './job/job-request.ts';

interface Range {
  readonly least: number;
  /** True when the value must be above `least`. */
  readonly above?: true;
  readonly most?: number;
  readonly whole?: true;
}

/** Allowed values. Source: OpenAI fine-tuning reference. */
const RANGES = new Map<string, Range>([
  ['n_epochs', { least: 1, most: 50, whole: true }],
  ['batch_size', { least: 1, most: 256, whole: true }],
  ['learning_rate_multiplier', { least: 0, above: true }],
  ['beta', { least: 0, above: true, most: 2 }],
  ['compute_multiplier', { least: 0.00001, most: 10 }],
  ['eval_interval', { least: 1, whole: true }],
  ['eval_samples', { least: 1, whole: true }],
]);

const COMMON = ['n_epochs', 'batch_size', 'learning_rate_multiplier'];

const OF_METHOD: Readonly<Record<MethodName, readonly string[]>> = {
  supervised: COMMON,
  dpo: [...COMMON, 'beta'],
  reinforcement: [...COMMON, 'compute_multiplier', 'eval_interval', 'eval_samples', 'reasoning_effort'],
};

/** Returns the invalid hyperparameter with the reason, or `undefined`. */
export function hyperparameterFault(
  method: MethodName,
  given: Hyperparameters,
): { name: string; message: string } | undefined {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (!OF_METHOD[method].includes(name)) {
      return {
        name,
        message: `${name} is not a hyperparameter of ${method}; those are ${OF_METHOD[method].join(', ')}.`,
      };
    }
    const range = RANGES.get(name);
    if (range && value !== 'auto' && !within(range, value))
      return { name, message: `${name} must be "auto" or ${describe(range)}.` };
  }
  return undefined;
}

/** Returns the hyperparameters of a training: the given values, and defaults that depend on the number of examples. */
export function resolveHyperparameters(
  method: MethodName,
  given: Hyperparameters,
  examples: number,
): Record<string, number | string> {
  const chosen = OF_METHOD[method].map((name): [string, number | string] => {
    const value = given[name];
    return [name, value === undefined || value === null || value === 'auto' ? automatic(name, examples) : value];
  });
  return Object.fromEntries(chosen);
}

/** Small files get more epochs, large ones larger batches of about 0.2 % of the examples. */
function automatic(name: string, examples: number): number | string {
  switch (name) {
    case 'n_epochs':
      return examples < 100 ? 4 : examples < 10_000 ? 3 : 2;
    case 'batch_size':
      return Math.min(Math.max(Math.round(examples * 0.002), 1), 256);
    case 'learning_rate_multiplier':
      return 2;
    case 'beta':
      return 0.1;
    case 'compute_multiplier':
      return 1;
    case 'reasoning_effort':
      return 'default';
    default:
      return 5;
  }
}

function within({ least, above, most, whole }: Range, value: number | string): boolean {
  if (typeof value !== 'number' || (whole && !Number.isInteger(value))) return false;
  return (above ? value > least : value >= least) && (most === undefined || value <= most);
}

function describe({ least, above, most, whole }: Range): string {
  const kind = whole ? 'a whole number' : 'a number';
  if (most === undefined) return `${kind} ${above ? `above ${least}` : `of ${least} or more`}`;
  return above ? `${kind} above ${least}, at most ${most}` : `${kind} from ${least} to ${most}`;
}
