import { BUILTIN } from '../../grading/azure/builtin.ts';
import { isJudged } from '../../grading/azure/judged.ts';
import type { EvaluatorDefinition, EvaluatorRequest } from '../../grading/contract/evaluator.ts';
import { CATALOGUE, type CatalogueEntry } from '../../grading/contract/evaluator-catalogue.ts';

/** Prefix of the service's own evaluators. */
export const BUILTIN_PREFIX = 'builtin.';

/** Support of an evaluator in the emulator. */
type Here = 'available' | 'simulated' | 'not_available';

const DESCRIPTIONS: Readonly<Record<Here, string>> = {
  available: 'Computed by the emulator.',
  simulated:
    'A simulation: the model of deployment_name judges, by a prompt of the emulator and not of the service. Scores are not those of the service.',
  not_available: 'Cannot run in the emulator: each row of a run errs, and says so.',
};

/** Returns the service's own evaluators; `description` and `metadata` state their support in the emulator. */
export const builtinEvaluators = (): readonly (EvaluatorRequest & { readonly name: string })[] =>
  CATALOGUE.map((entry) => {
    const { name, categories } = entry;
    const here: Here = BUILTIN.has(name) ? 'available' : isJudged(entry) ? 'simulated' : 'not_available';
    return {
      name: `${BUILTIN_PREFIX}${name}`,
      display_name: name.replaceAll('_', ' '),
      description: DESCRIPTIONS[here],
      evaluator_type: 'builtin',
      categories,
      definition: definitionOf(entry),
      metadata: { emulator: here },
      tags: {},
    };
  });

function definitionOf({ means, required, optional, metrics }: CatalogueEntry): EvaluatorDefinition {
  const named = Object.entries(metrics).map(([name, metric], at) => [name, { ...metric, is_primary: at === 0 }]);
  const fields = [...required, ...optional].map((name) => [name, {}]);
  const schema = (properties: object, needed: readonly string[]) => ({ type: 'object', properties, required: needed });
  return {
    type: means === 'grader' ? 'openai_graders' : 'service',
    metrics: Object.fromEntries(named),
    ...(fields.length === 0 ? {} : { data_schema: schema(Object.fromEntries(fields), required) }),
    ...(means === 'model' ? { init_parameters: schema(MODEL_PARAMETERS, ['deployment_name']) } : {}),
  };
}

const MODEL_PARAMETERS = { deployment_name: { type: 'string' }, threshold: { type: 'number' } };
