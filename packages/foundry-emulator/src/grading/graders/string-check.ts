import type { StringCheck } from '../contract/criteria.ts';
import type { GradeBy } from '../contract/grade.ts';
import { render } from '../contract/template.ts';

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
