import { BUILTIN } from '../azure/builtin.ts';
import { isJudged, judgedDefinition } from '../azure/judged.ts';
import type { AzureEvaluator } from '../contract/criteria.ts';
import { CATALOGUE } from '../contract/evaluator-catalogue.ts';
import type { Grade, GradeBy } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';
import { resolveTemplate, type Scope } from '../contract/template.ts';
import { gradeByCustom } from './custom-evaluator.ts';

/**
 * Applies an evaluator of the project or of the catalogue. Computed evaluators are computed; the verdict of judged ones is simulated;
 * those that need the service's own judges are refused.
 */
export const gradeByEvaluator: GradeBy<AzureEvaluator> = async (criterion, scope, tools) => {
  const { evaluator_name: name, evaluator_version: version } = criterion;
  const custom = tools.customEvaluator(name, version);
  if (custom) return gradeByCustom(custom, criterion, scope, tools);
  const short = name.replace(/^builtin\./, '');
  const judged = BUILTIN.has(short) ? undefined : judgedDefinition(short, criterion);
  return judged ? gradeByCustom(judged, criterion, scope, tools) : gradeByBuiltin(criterion, scope);
};

function gradeByBuiltin(criterion: AzureEvaluator, scope: Scope): Grade {
  const { evaluator_name: name, data_mapping: mapping = {}, initialization_parameters: parameters = {} } = criterion;
  const evaluator = BUILTIN.get(name.replace(/^builtin\./, ''));
  if (!evaluator) throw notAvailable(name);
  const inputs = Object.fromEntries(
    evaluator.inputs.map((input) => [input, resolveTemplate(mapping[input] ?? `{{item.${input}}}`, scope)]),
  );
  const grade = evaluator.evaluate(inputs, parameters);
  return { ...grade, label: grade.passed ? 'pass' : 'fail' };
}

function notAvailable(name: string): GraderError {
  const here = CATALOGUE.filter((entry) => BUILTIN.has(entry.name) || isJudged(entry))
    .map((entry) => `builtin.${entry.name}`)
    .join(', ');
  return new GraderError(
    'evaluator_not_available',
    `The evaluator "${name}" cannot run in the emulator: it needs a judge of the service's own, or there is no evaluator of this name and version. Those that can: ${here}, and those of the types code and prompt that were made in this project. A score_model or label_model criterion with a prompt of your own does the like.`,
  );
}
