import { messageOf } from '../../../../../shared/core/errors.ts';
import { GraderError } from '../contract/grader-error.ts';
import { type BuiltinEvaluator, type Parameters, textOf } from './evaluator.ts';

/** Extracts a value from the response by the first matching pattern, and compares it with the ground truth. */
export const regexMatch: BuiltinEvaluator = {
  inputs: ['response', 'ground_truth'],
  evaluate: (inputs, parameters) => {
    const response = textOf(inputs, 'response');
    const wanted = textOf(inputs, 'ground_truth').trim();
    const found = patternsOf(parameters)
      .map((pattern) => pattern.exec(response)?.[1]?.trim())
      .find((value) => value !== undefined);
    const fold = (text: string) => (parameters.ignore_case === false ? text : text.toLowerCase());
    const passed = found !== undefined && fold(found) === fold(wanted);
    const reason = found === undefined ? 'No pattern fits the response.' : `The response says "${found}".`;
    return { score: passed ? 1 : 0, passed, metric: 'regex_match', reason };
  },
};

function patternsOf({ patterns }: Parameters): RegExp[] {
  const given = [patterns].flat();
  if (given.length > 0 && given.every((pattern) => typeof pattern === 'string')) return given.map(compile);
  throw new GraderError(
    'invalid_parameter',
    'initialization_parameters.patterns must be a pattern or a list of patterns.',
  );
}

/** Translates leading flags and named groups of Python patterns to JavaScript. */
function compile(pattern: string): RegExp {
  const [flagged = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  try {
    return new RegExp(pattern.slice(flagged.length).replaceAll('(?P<', '(?<'), flags);
  } catch (cause) {
    throw new GraderError('invalid_parameter', `"${pattern}" is not a regular expression: ${messageOf(cause)}.`, {
      cause,
    });
  }
}
