import type { EvaluationConfig } from '../../shared/evaluations/config/evaluation.ts';
import { cron, onResponse } from '../../shared/evaluations/config/when.ts';
import { config } from './evaluation-app.ts';

jest.mock(
  '@azure/functions-core',
  () => jest.requireActual('../../packages/functions-host/src/worker/functions-core.ts'),
  {
    virtual: true,
  },
);

/** Names of the functions that the evaluations of a config register. */
async function registered(evaluations: Record<string, EvaluationConfig>): Promise<string[]> {
  jest.resetModules();
  const { registry } = await import('../../packages/functions-host/src/worker/registry.ts');
  const { checkEvaluations } = await import('../../shared/evaluations/config/check-evaluations.ts');
  const { registerEvaluations } = await import('../../functions/evaluations/register-evaluations.ts');
  registry.loading = 'app.js';
  registerEvaluations(checkEvaluations(evaluations));
  registry.loading = undefined;
  return [...registry.functions.keys()];
}

const ofTheWatcher = ['evaluationsWatch'];
const ofResponses = ['evaluationResponses', 'evaluationResponsesForget', 'evaluationResponsesTell'];
const looking = 'evaluationResponsesLook';
const always = ['evaluationsTick', 'evaluationStarts', 'evaluationsPurge', 'evaluationList'];

const schedule: EvaluationConfig = {
  by: 'service',
  eval: 'eval_1',
  data: { items: [{ query: 'q' }] },
  when: cron('0 2 * * *'),
};
const live: EvaluationConfig = { by: 'service', eval: 'eval_1', target: 'guide', when: onResponse() };
const watch: EvaluationConfig = { eval: 'eval_1', target: 'guide', when: onResponse() };
const told: EvaluationConfig = { ...watch, when: onResponse({ look: false }) };

it.each([
  ['nothing of responses or of the watcher for the timer’s own schedules', { nightly: config() }, []],
  ['the watcher for schedules of the service', { nightly: schedule }, ofTheWatcher],
  ['nothing more for rules of the service', { live }, []],
  ['the queue, the address and the look for rules of its own', { watch }, [...ofResponses, looking]],
  ['no look when every response is told of', { told }, ofResponses],
  ['no look for a rule that is off', { watch: { ...watch, enabled: false } }, ofResponses],
] as const)('registers %s', async (_what, evaluations, expected) => {
  const names = await registered(evaluations);
  expect(names).toEqual(expect.arrayContaining(always));
  const optional = new Set<string>([...ofTheWatcher, ...ofResponses, looking]);
  expect(names.filter((name) => optional.has(name)).toSorted()).toEqual(expected.toSorted());
});
