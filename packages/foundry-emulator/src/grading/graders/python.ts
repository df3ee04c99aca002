import type { PythonGrader } from '../contract/criteria.ts';
import type { GradeBy } from '../contract/grade.ts';
import { byThreshold } from '../contract/threshold.ts';

/** Runs the grader's own `grade(sample, item)`. */
export const gradeByPython: GradeBy<PythonGrader> = async ({ source, pass_threshold }, scope, { python, signal }) =>
  byThreshold(await python(source, { sample: scope.sample ?? {}, item: scope.item }, signal), pass_threshold);
