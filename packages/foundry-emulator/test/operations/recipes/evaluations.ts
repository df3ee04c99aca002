import type { Kitchen, Recipe } from '../kitchen.ts';
import { agent } from './agents.ts';

const custom = {
  data_source_config: { type: 'custom', item_schema: { type: 'object' } },
  testing_criteria: [
    { type: 'string_check', name: 'same', operation: 'eq', input: '{{item.a}}', reference: '{{item.b}}' },
  ],
};
export const rows = (count: number) => ({
  data_source: {
    type: 'jsonl',
    source: {
      type: 'file_content',
      content: Array.from({ length: count }, (_, at) => ({ item: { a: `${at}`, b: `${at}` } })),
    },
  },
});
const evaluatorBody = {
  evaluator_type: 'custom',
  categories: ['quality'],
  definition: { type: 'code', code_text: 'def grade(sample, item):\n    return 1.0' },
};
const taxonomyBody = {
  taxonomyInput: {
    type: 'agent',
    riskCategories: ['ProhibitedActions'],
    target: { type: 'azure_ai_agent', name: 'guide', version: '1' },
  },
};
const redTeamBody = {
  target: { type: 'AzureOpenAIModel', modelDeploymentName: 'gpt-4o-mini' },
  riskCategories: ['Violence'],
  attackStrategies: ['flip'],
};

export async function evaluation({ made }: Kitchen) {
  const { id } = await made('Evals_CreateEval', { body: custom });
  return { eval_id: `${id}` };
}

export async function run(kitchen: Kitchen, count = 1, of?: { eval_id: string }) {
  const params = of ?? (await evaluation(kitchen));
  const { id } = await kitchen.made('Evals_CreateEvalRun', { params, body: rows(count) });
  return { ...params, run_id: `${id}` };
}

export async function endedRun(kitchen: Kitchen, count = 1, of?: { eval_id: string }) {
  const params = await run(kitchen, count, of);
  await kitchen.pass('PT1M');
  return params;
}

async function outputItem(kitchen: Kitchen) {
  const params = await endedRun(kitchen);
  const { data } = await kitchen.made('Evals_GetEvalRunOutputItems', { params });
  const [item] = data as { id: string }[];
  return { ...params, output_item_id: `${item?.id}` };
}

export async function ruleBody(kitchen: Kitchen) {
  const { agent_name } = await agent(kitchen);
  const { eval_id } = await evaluation(kitchen);
  return {
    displayName: 'Watch',
    enabled: true,
    eventType: 'responseCompleted',
    filter: { agentName: agent_name },
    action: { type: 'continuousEvaluation', evalId: eval_id },
  };
}

export async function rule(kitchen: Kitchen, body?: object) {
  const params = { id: kitchen.fresh('rule') };
  await kitchen.made('EvaluationRules_CreateOrUpdate', { params, body: body ?? (await ruleBody(kitchen)) });
  return params;
}

export async function taxonomy({ made, fresh }: Kitchen) {
  const params = { name: fresh('taxonomy') };
  await made('EvaluationTaxonomies_Create', { params, body: taxonomyBody });
  return params;
}

export async function evaluator({ made, fresh }: Kitchen, of?: { name: string }) {
  const params = of ?? { name: fresh('evaluator') };
  const { version } = await made('Evaluators_CreateVersion', { params, body: evaluatorBody });
  return { ...params, version: `${version}` };
}

export async function insightBody(kitchen: Kitchen) {
  const { eval_id, run_id } = await endedRun(kitchen);
  const other = await endedRun(kitchen, 1, { eval_id });
  return {
    displayName: 'Which is better',
    request: {
      type: 'EvaluationComparison',
      evalId: eval_id,
      baselineRunId: run_id,
      treatmentRunIds: [other.run_id],
    },
  };
}

export async function insight(kitchen: Kitchen, body?: object) {
  const { id } = await kitchen.made('Insights_Generate', { body: body ?? (await insightBody(kitchen)) });
  return { id: `${id}` };
}

export async function redTeam({ made }: Kitchen) {
  const { id } = await made('RedTeams_Create', { body: redTeamBody });
  return { name: `${id}` };
}

export async function scheduleBody(kitchen: Kitchen) {
  const { eval_id } = await evaluation(kitchen);
  return {
    enabled: true,
    trigger: { type: 'Recurrence', interval: 1, schedule: { type: 'Hourly' } },
    task: { type: 'Evaluation', evalId: eval_id, evalRun: { name: 'nightly', ...rows(1) } },
  };
}

export async function schedule(kitchen: Kitchen, body?: object) {
  const params = { id: kitchen.fresh('schedule') };
  await kitchen.made('Schedules_CreateOrUpdate', { params, body: body ?? (await scheduleBody(kitchen)) });
  return params;
}

async function firing(kitchen: Kitchen) {
  const { id } = await schedule(kitchen);
  await kitchen.pass('PT2H');
  const { value } = await kitchen.made('Schedules_ListRuns', { params: { id } });
  const [first] = value as { id: string }[];
  return { scheduleId: id, runId: `${first?.id}` };
}

export const evaluations = {
  Evals_ListEvals: async (kitchen) => {
    await evaluation(kitchen);
    return { query: { order_by: 'updated_at' } };
  },
  Evals_CreateEval: () => ({ body: custom }),
  Evals_DeleteEval: async (kitchen) => ({ params: await evaluation(kitchen) }),
  Evals_GetEval: async (kitchen) => ({ params: await evaluation(kitchen) }),
  Evals_UpdateEval: async (kitchen) => ({ params: await evaluation(kitchen), body: { name: 'other' } }),
  Evals_ListRuns: async (kitchen) => ({ params: await run(kitchen), query: { status: 'queued' } }),
  Evals_CreateEvalRun: async (kitchen) => ({ params: await evaluation(kitchen), body: rows(2) }),
  Evals_DeleteEvalRun: async (kitchen) => ({ params: await endedRun(kitchen) }),
  Evals_GetEvalRun: async (kitchen) => ({ params: await run(kitchen) }),
  Evals_CancelEvalRun: async (kitchen) => ({ params: await run(kitchen) }),
  Evals_CancelEvalRunByPath: async (kitchen) => ({ params: await run(kitchen) }),
  Evals_GetEvalRunOutputItems: async (kitchen) => ({ params: await endedRun(kitchen), query: { status: 'pass' } }),
  Evals_GetEvalRunOutputItem: async (kitchen) => ({ params: await outputItem(kitchen) }),
  EvaluationRules_List: async (kitchen) => {
    await rule(kitchen);
    return { query: { enabled: 'true' } };
  },
  EvaluationRules_Get: async (kitchen) => ({ params: await rule(kitchen) }),
  EvaluationRules_Delete: async (kitchen) => ({ params: await rule(kitchen) }),
  EvaluationRules_CreateOrUpdate: async (kitchen) => ({
    params: { id: kitchen.fresh('rule') },
    body: await ruleBody(kitchen),
  }),
  EvaluationTaxonomies_List: async (kitchen) => {
    await taxonomy(kitchen);
    return { query: { inputName: 'guide' } };
  },
  EvaluationTaxonomies_Get: async (kitchen) => ({ params: await taxonomy(kitchen) }),
  EvaluationTaxonomies_Delete: async (kitchen) => ({ params: await taxonomy(kitchen) }),
  EvaluationTaxonomies_Create: ({ fresh }) => ({ params: { name: fresh('taxonomy') }, body: taxonomyBody }),
  EvaluationTaxonomies_Update: async (kitchen) => ({
    params: await taxonomy(kitchen),
    body: { description: 'What it must not do' },
  }),
  Evaluators_ListLatestVersions: async (kitchen) => {
    await evaluator(kitchen);
    return { query: { type: 'custom' } };
  },
  Evaluators_ListVersions: async (kitchen) => ({ params: await evaluator(kitchen) }),
  Evaluators_CreateVersion: ({ fresh }) => ({ params: { name: fresh('evaluator') }, body: evaluatorBody }),
  Evaluators_GetVersion: async (kitchen) => ({ params: await evaluator(kitchen) }),
  Evaluators_DeleteVersion: async (kitchen) => ({ params: await evaluator(kitchen) }),
  Evaluators_UpdateVersion: async (kitchen) => ({ params: await evaluator(kitchen), body: { display_name: 'Kind' } }),
  Insights_Generate: async (kitchen) => ({ body: await insightBody(kitchen) }),
  Insights_List: async (kitchen) => {
    await insight(kitchen);
    return { query: { type: 'EvaluationComparison' } };
  },
  Insights_Get: async (kitchen) => ({ params: await insight(kitchen), query: { includeCoordinates: 'true' } }),
  RedTeams_List: async (kitchen) => {
    await redTeam(kitchen);
    return {};
  },
  RedTeams_Get: async (kitchen) => ({ params: await redTeam(kitchen) }),
  RedTeams_Create: () => ({ body: redTeamBody }),
  Schedules_List: async (kitchen) => {
    await schedule(kitchen);
    return {};
  },
  Schedules_Delete: async (kitchen) => ({ params: await schedule(kitchen) }),
  Schedules_Get: async (kitchen) => ({ params: await schedule(kitchen) }),
  Schedules_CreateOrUpdate: async (kitchen) => ({
    params: { id: kitchen.fresh('schedule') },
    body: await scheduleBody(kitchen),
  }),
  Schedules_ListRuns: async (kitchen) => ({ params: await schedule(kitchen) }),
  Schedules_GetRun: async (kitchen) => ({ params: await firing(kitchen) }),
} satisfies Record<string, Recipe>;
