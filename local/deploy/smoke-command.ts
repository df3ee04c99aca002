import { AGENT_RUN_LIFETIME_MS } from '../../shared/core/limits.ts';
import { explainFailure } from '../../shared/foundry/explain-failure.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import type { ProjectCommand } from '../../shared/operations/project/agents-command.ts';
import { smokeCall, smokeItems } from './smoke-call.ts';

/**
 * `npm run smoke`: asks an agent of the project for one tool call and waits until the function's answer has come back to it.
 * @returns the exit code: 1 when no answer came, with the likely cause; 0 when there is nothing to call
 * @throws TerminalError when the settings cannot be used
 */
export async function smokeCommand({ config, env, print }: Omit<ProjectCommand, 'args'>): Promise<number> {
  const chosen = await smokeCall(config);
  if (chosen === undefined) {
    print(
      'There is nothing to call: no agent of foundry.config.ts has an idempotent tool. Name another one with `smoke: { tool, arguments }`.',
    );
    return 0;
  }
  const { agent, tool, question } = chosen;
  const openai = await openaiClient(env);
  print(`Asking the agent ${agent} to call ${tool} ...`);
  const started = Date.now();
  try {
    const response = await openai.responses.create(
      { input: question },
      {
        timeout: AGENT_RUN_LIFETIME_MS,
        body: { input: question, tool_choice: 'required', agent: { type: 'agent_reference', name: agent } },
      },
    );
    const { call, answer } = smokeItems(response.output);
    if (answer !== undefined) {
      print(`The function answered after ${((Date.now() - started) / 1000).toFixed(1)} s: ${answer}`);
      return 0;
    }
    print(call ? `! ${NO_ANSWER}` : `! The agent called no tool. It is to have ${tool}: run \`npm run agents\`.`);
  } catch (error) {
    print(`! ${explainFailure(error)}`);
  }
  return 1;
}

const NO_ANSWER =
  'The agent called the function, and no answer came. If the message is still on the input queue, the app does not run, or its identity ' +
  'must not read the queue. If it is on the poison queue, the app failed: see its log. If it never arrived, the identity of the project ' +
  'needs Storage Queue Data Contributor on both queues.';
