import { messageOf } from '../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { ModelItem, ModelRequest } from '../../model/contract/model.ts';
import { projectModel } from '../fine-tuning/tuned/project-model.ts';
import { OBJECTIVES, PRESET_CATEGORIES } from './objectives.ts';
import type { AttackResult, RedTeam, RedTeamCollections } from './red-team.ts';
import { attacksOf } from './strategies.ts';
import { isAttackSuccessful } from './verdict.ts';

/** Milliseconds of the emulator's clock before a run starts. */
const DELAY_MS = 1_000;

/** Default number of turns in a conversation. */
const PRESET_TURNS = 3;

/** Executes red-team runs. Every attack is sent to the target. */
export class AttackRunner {
  readonly #project: ProjectContext;
  readonly #kept: RedTeamCollections;
  readonly #work: BackgroundWork;

  constructor(project: ProjectContext, kept: RedTeamCollections) {
    this.#project = project;
    this.#kept = kept;
    this.#work = new BackgroundWork('red-team runs', project);
    this.#work.resume(kept.runs.all({ where: { open: true } }), ({ id }) => this.take(id));
  }

  take(id: string): void {
    this.#work.at(id, this.#project.clock.now() + DELAY_MS, () => this.#runAttack(id));
  }

  async #runAttack(id: string): Promise<void> {
    const { runs, results } = this.#kept;
    const begun = runs.get(id);
    const { closing, log } = this.#project;
    if (!begun || closing.aborted) return;
    const run = runs.put({ ...begun, status: 'Running' }).object;
    try {
      for (const attack of plan(run)) {
        // A restart does not repeat finished attacks.
        if (results.get(attack.id)) continue;
        const result = await this.#attack(run, attack);
        if (closing.aborted) return;
        results.put(result);
      }
      const properties = { ...run.properties, ...this.#summary(run) };
      runs.put({ ...run, status: 'Completed', properties });
    } catch (error) {
      if (closing.aborted) return;
      log.error('a red-team run failed', { run: id, reason: messageOf(error) });
      runs.put({ ...run, status: 'Failed', properties: { ...run.properties, error: messageOf(error) } });
    }
  }

  async #attack(run: RedTeam, { turns, ...about }: Planned): Promise<AttackResult> {
    const conversation: { role: 'user' | 'assistant'; content: string }[] = [];
    for (const content of turns) {
      conversation.push({ role: 'user', content });
      conversation.push({ role: 'assistant', content: await this.#ask(run, conversation) });
    }
    const answer = conversation.at(-1)?.content ?? '';
    return {
      ...about,
      run: run.id,
      conversation,
      ...(run.simulationOnly ? {} : { succeeded: isAttackSuccessful(about.objective, answer) }),
    };
  }

  async #ask(run: RedTeam, said: readonly { role: 'user' | 'assistant'; content: string }[]): Promise<string> {
    const items = said.map(
      ({ role, content }): ModelItem => ({ type: 'message', role, content: [{ type: 'text', text: content }] }),
    );
    const request: ModelRequest = {
      deployment: run.target.modelDeploymentName,
      items,
      tools: [],
      toolChoice: 'none',
      parallelToolCalls: false,
      format: { type: 'text' },
      ...(run.applicationScenario ? { instructions: run.applicationScenario } : {}),
    };
    let text = '';
    for await (const event of projectModel(this.#project).respond(request, this.#project.closing))
      if (event.type === 'text' || event.type === 'refusal') text += event.delta;
    return text;
  }

  /** Returns the success rates of the attacks, in total and by category. */
  #summary({ id, simulationOnly }: RedTeam): Record<string, string> {
    const all = [...this.#kept.results.all({ where: { run: id } })];
    if (simulationOnly) return { attacks: `${all.length}` };
    const rate = (some: readonly AttackResult[]) =>
      (some.filter(({ succeeded }) => succeeded).length / Math.max(some.length, 1)).toFixed(3);
    const categories = Map.groupBy(all, ({ riskCategory }) => riskCategory);
    return {
      attacks: `${all.length}`,
      attackSuccessRate: rate(all),
      ...Object.fromEntries([...categories].map(([name, some]) => [`attackSuccessRate.${name}`, rate(some)])),
    };
  }
}

type Planned = Pick<AttackResult, 'id' | 'riskCategory' | 'strategy' | 'objective'> & {
  readonly turns: readonly string[];
};

/** Lists every objective of every category with every strategy, in a deterministic order, so that a restart can continue. */
function plan({
  id,
  riskCategories = PRESET_CATEGORIES,
  attackStrategies = [],
  numTurns = PRESET_TURNS,
}: RedTeam): Planned[] {
  return riskCategories.flatMap((riskCategory) =>
    (OBJECTIVES[riskCategory] ?? []).flatMap((objective, at) =>
      attacksOf(attackStrategies).map(({ strategy, turns }) => ({
        id: `${id}/${riskCategory}/${at}/${strategy}`,
        riskCategory,
        strategy,
        objective,
        turns: turns(objective, numTurns),
      })),
    ),
  );
}
