import type { AIProjectClient } from '@azure/ai-projects';
import type { OpenAI } from 'openai';
import { statusOf } from '../../foundry/service-error.ts';
import type { EvaluationTarget } from '../../jobs/types/evaluation-run/target.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { EvalDefinition } from '../config/eval-definition.ts';

interface ReferenceClients {
  readonly project: Pick<AIProjectClient, 'agents' | 'deployments'>;
  readonly openai: OpenAI;
}

/** References of an entry that must exist at the service. */
interface Names {
  readonly name: string;
  readonly eval: string | EvalDefinition;
  readonly target?: EvaluationTarget;
  readonly agent?: string;
  readonly project?: string;
}

/** Returns the entries whose references are in the app's own project. */
export const checkableEntries = ({ entries, schedules, rules }: CheckedEvaluations): readonly Names[] =>
  [...entries, ...schedules, ...rules].filter((entry: Names) => entry.project === undefined);

/** Returns the references of an entry that the project does not have, each with its field and a remedy. */
export async function missingReferences(entry: Names, { project, openai }: ReferenceClients): Promise<string[]> {
  const { name, eval: asked, target } = entry;
  const agent = entry.agent ?? target?.agent;
  const model = target?.model;
  const problems: string[] = [];
  const look = async (field: string, what: string, remedy: string, asking: () => Promise<unknown>) => {
    if (await isMissing(asking)) problems.push(`evaluations.${name}.${field}: the project has no ${what}: ${remedy}`);
  };
  if (typeof asked === 'string') {
    await look('eval', `eval ${asked}`, 'correct the id, or write the definition here', () =>
      openai.evals.retrieve(asked),
    );
  }
  if (agent !== undefined) {
    await look('target', `agent ${agent}`, 'correct the name, or bring it there with npm run agents', () =>
      project.agents.get(agent),
    );
  }
  if (model !== undefined) {
    await look('target.model', `deployment ${model}`, 'correct the name, or deploy the model', () =>
      project.deployments.get(model),
    );
  }
  return problems;
}

async function isMissing(asking: () => Promise<unknown>): Promise<boolean> {
  try {
    await asking();
    return false;
  } catch (error) {
    if (statusOf(error) === 404) return true;
    throw error;
  }
}
