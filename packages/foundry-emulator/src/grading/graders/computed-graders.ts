import type { PythonGrader, StringCheck } from '../contract/criteria.ts';
import type { GradeBy } from '../contract/grade.ts';
import { render } from '../contract/template.ts';
import { byThreshold } from '../contract/threshold.ts';

const OPERATIONS: Readonly<Record<StringCheck['operation'], (input: string, reference: string) => boolean>> = {
  eq: (input, reference) => input === reference,
  ne: (input, reference) => input !== reference,
  like: (input, reference) => input.includes(reference),
  ilike: (input, reference) => input.toLowerCase().includes(reference.toLowerCase()),
};

/** Scores 1 when the operation on input and reference holds, otherwise 0. */
export const gradeByString: GradeBy<StringCheck> = async ({ input, operation, reference }, scope) => {
  const passed = OPERATIONS[operation](render(input, scope), render(reference, scope));
  return { score: passed ? 1 : 0, passed };
};

/** Runs the grader's own `grade(sample, item)`. */
export const gradeByPython: GradeBy<PythonGrader> = async ({ source, pass_threshold }, scope, { python, signal }) =>
  byThreshold(await python(source, { sample: scope.sample ?? {}, item: scope.item }, signal), pass_threshold);
