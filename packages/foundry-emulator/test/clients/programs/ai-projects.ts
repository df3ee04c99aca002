import assert from 'node:assert/strict';
import { AIProjectClient } from '@azure/ai-projects';
import { collect, credential, embeddingModel, model, projectEndpoint, until } from './emulator.ts';
import { programsOf } from './foundry.ts';
import { runAll } from './program.ts';

const project = new AIProjectClient(projectEndpoint, credential);
const openai = project.getOpenAIClient();
const programs = programsOf({ project, openai, agentField: 'agent_reference' });

await runAll({
  ...programs,
  responses: {
    ...programs.responses,
    'remembers in a memory store': async () => {
      const { memoryStores } = project.beta;
      await memoryStores.create('memories', {
        kind: 'default',
        chat_model: model,
        embedding_model: embeddingModel,
        options: { user_profile_enabled: true, chat_summary_enabled: true },
      });
      const poller = memoryStores.updateMemories('memories', 'ann', {
        items: [{ type: 'message', role: 'user', content: 'I prefer dark roast coffee.' }],
        updateDelayInSecs: 0,
      } as never);
      const { memory_operations } = await poller.pollUntilDone();
      assert.ok(memory_operations.length > 0);
      const { memories } = await memoryStores.searchMemories('memories', 'ann', {
        items: [{ type: 'message', role: 'user', content: 'What coffee do I like?' }],
      } as never);
      assert.match(JSON.stringify(memories), /dark roast/);
    },
  },
  agents: {
    ...programs.agents,
    'talks to the endpoint of an agent': async () => {
      await project.agents.createVersion('endpoint', { kind: 'prompt', model, instructions: 'Be brief.' });
      const client = project.getOpenAIClient({ azureConfig: { agentName: 'endpoint', allowPreview: true } });
      const { output_text } = await client.responses.create({ input: 'Hello' });
      assert.ok(output_text);
    },
  },
  evals: {
    ...programs.evals,
    'registers a data set': async () => {
      const dataset = await project.datasets.createOrUpdate('rows', '1', {
        name: 'rows',
        version: '1',
        type: 'uri_file',
        dataUri: 'https://example.blob.core.windows.net/rows/rows.jsonl',
      } as never);
      assert.equal(dataset.name, 'rows');
      assert.ok((await collect(project.datasets.list())).some(({ name }) => name === 'rows'));
      await project.datasets.delete('rows', '1');
    },
    'lists the evaluators and makes one': async () => {
      const builtin = await collect(project.evaluators.list({ type: 'builtin' } as never));
      assert.ok(builtin.length > 10);
      const made = await project.evaluators.createVersion('short', {
        evaluator_type: 'custom',
        categories: ['quality'],
        display_name: 'Short',
        definition: {
          type: 'prompt',
          prompt_text: 'Is this short? {{response}}',
          init_parameters: { type: 'object', properties: { deployment_name: { type: 'string' } } },
          data_schema: { type: 'object', properties: { response: { type: 'string' } } },
          metrics: { custom_prompt: { type: 'ordinal', min_value: 1, max_value: 5 } },
        },
      } as never);
      assert.equal(made.name, 'short');
      await project.evaluators.deleteVersion('short', `${made.version}`);
    },
    'schedules an evaluation and applies a rule to an agent': async () => {
      const { id } = await openai.evals.create({
        name: 'rules',
        data_source_config: { type: 'azure_ai_source', scenario: 'responses' } as never,
        testing_criteria: [
          { type: 'azure_ai_evaluator', name: 'violence', evaluator_name: 'builtin.violence' },
        ] as never,
      });
      const rule = await project.evaluationRules.createOrUpdate('rule', {
        displayName: 'Rule',
        action: { type: 'continuousEvaluation', evalId: id, maxHourlyRuns: 10 },
        eventType: 'responseCompleted',
        filter: { agentName: 'answerer' },
        enabled: true,
      } as never);
      assert.equal(rule.enabled, true);
      const schedule = await project.beta.schedules.createOrUpdate('daily', {
        displayName: 'Daily',
        enabled: true,
        trigger: { type: 'Recurrence', interval: 1, schedule: { type: 'Daily', hours: [9] } },
        task: {
          type: 'Evaluation',
          evalId: id,
          evalRun: {
            eval_id: id,
            name: 'daily',
            data_source: {
              type: 'azure_ai_responses',
              item_generation_params: {
                type: 'response_retrieval',
                data_mapping: { response_id: '{{item.resp_id}}' },
                source: { type: 'file_content', content: [{ item: { resp_id: 'resp_none' } }] },
              },
            },
          },
        },
      } as never);
      assert.equal(schedule.enabled, true);
      await project.beta.schedules.delete('daily');
      await project.evaluationRules.delete('rule');
    },
    'attacks an agent in an eval': async () => {
      await project.agents.createVersion('victim', { kind: 'prompt', model, instructions: 'Be brief.' });
      const { id } = await openai.evals.create({
        name: 'red team',
        data_source_config: { type: 'azure_ai_source', scenario: 'red_team' } as never,
        testing_criteria: [
          { type: 'azure_ai_evaluator', name: 'violence', evaluator_name: 'builtin.violence', evaluator_version: '1' },
        ] as never,
      });
      const target = { type: 'azure_ai_agent', name: 'victim', version: '1' };
      const taxonomy = await project.beta.evaluationTaxonomies.create('victim', {
        description: 'Prohibited actions',
        taxonomyInput: { type: 'agent', riskCategories: ['ProhibitedActions'], target },
      } as never);
      const run = await openai.evals.runs.create(id, {
        name: 'attack',
        data_source: {
          type: 'azure_ai_red_team',
          item_generation_params: {
            type: 'red_team_taxonomy',
            attack_strategies: ['Flip', 'Base64'],
            num_turns: 1,
            source: { type: 'file_id', id: taxonomy.id },
          },
          target,
        } as never,
      });
      const done = await until(
        () => openai.evals.runs.retrieve(run.id, { eval_id: id }),
        ({ status }) => status === 'completed' || status === 'failed',
      );
      assert.equal(done.status, 'completed');
    },
    'starts a red team': async () => {
      const redTeam = await project.beta.redTeams.create({
        displayName: 'Attack',
        attackStrategies: ['base64'],
        riskCategories: ['Violence'],
        target: { type: 'AzureOpenAIModel', modelDeploymentName: model },
      } as never);
      assert.ok(redTeam.name);
    },
  },
});
