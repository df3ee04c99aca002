import type { Criterion } from './contract/criteria.ts';
import type { GradeBy } from './contract/grade.ts';
import { GraderError } from './contract/grader-error.ts';
import { gradeByEvaluator } from './graders/azure-evaluator.ts';
import { gradeByPython, gradeByString } from './graders/computed-graders.ts';
import { gradeByLabel } from './graders/label-model.ts';
import { gradeByFormula } from './graders/multi.ts';
import { gradeByScore } from './graders/score-model.ts';
import { gradeBySimilarity } from './graders/text-similarity.ts';

/**
 * Applies a criterion of any kind to a row.
 * @throws GraderError when there is no verdict; any other error is a fault of the emulator
 */
export const applyCriterion: GradeBy<Criterion> = async (criterion, scope, tools) => {
  const given = await verdict(criterion, scope, tools);
  if (Number.isFinite(given.score)) return given;
  throw new GraderError('invalid_score', `The score of "${criterion.name}" is ${given.score}, which is not a number.`);
};

const verdict: GradeBy<Criterion> = (criterion, scope, tools) => {
  switch (criterion.type) {
    case 'string_check':
      return gradeByString(criterion, scope, tools);
    case 'text_similarity':
      return gradeBySimilarity(criterion, scope, tools);
    case 'python':
      return gradeByPython(criterion, scope, tools);
    case 'label_model':
      return gradeByLabel(criterion, scope, tools);
    case 'score_model':
      return gradeByScore(criterion, scope, tools);
    case 'multi':
      return gradeByFormula(applyCriterion)(criterion, scope, tools);
    case 'azure_ai_evaluator':
      return gradeByEvaluator(criterion, scope, tools);
  }
};
