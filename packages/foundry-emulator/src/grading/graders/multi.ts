import type { Grader, MultiGrader } from '../contract/criteria.ts';
import { parseFormula } from '../contract/formula.ts';
import type { Grade, GradeBy } from '../contract/grade.ts';
import { byThreshold } from '../contract/threshold.ts';

/** Returns the graders of a multi grader by their names in the formula. */
export function partsOf({ graders }: MultiGrader): [name: string, grader: Grader][] {
  if (isList(graders)) return graders.map((part) => [part.name, part]);
  if (isGrader(graders)) return [[graders.name, graders]];
  return Object.entries(graders);
}

/** Evaluates the formula over the scores of the parts. */
export const gradeByFormula =
  (grade: GradeBy<Grader>): GradeBy<MultiGrader> =>
  async (multi, scope, tools) => {
    const grades = new Map<string, Grade>();
    for (const [name, part] of partsOf(multi)) grades.set(name, await grade(part, scope, tools));
    const scores = new Map([...grades].map(([name, { score }]) => [name, score]));
    return {
      ...byThreshold(parseFormula(multi.calculate_output).evaluate(scores), multi.pass_threshold),
      properties: Object.fromEntries(scores),
      uses: [...grades.values()].flatMap(({ uses = [] }) => uses),
    };
  };

const isList = (graders: MultiGrader['graders']): graders is readonly Grader[] => Array.isArray(graders);

const isGrader = (graders: MultiGrader['graders']): graders is Grader =>
  'type' in graders && typeof graders.type === 'string';
