import { isDryRun } from '../../core/dry-run.ts';
import type { EvalDefinition } from '../../evaluations/config/eval-definition.ts';
import { rulesOf } from '../../evaluations/service/deployed-rules.ts';
import { schedulesOf } from '../../evaluations/service/deployed-schedules.ts';
import { checkableEntries, missingReferences } from '../../evaluations/service/missing-references.ts';
import { syncItems } from '../../evaluations/service/sync-items.ts';
import { wantedRule, wantedSchedule } from '../../evaluations/service/wanted-items.ts';
import { findEval, resolveEval } from '../../evaluations/start/resolve-eval.ts';
import { openaiClient } from '../../foundry/openai-client.ts';
import { projectClient } from '../../foundry/project-client.ts';
import type { ProjectCommand } from './agents-command.ts';

/**
 * `npm run evaluations`: updates the schedules and evaluation rules of the project in FOUNDRY_PROJECT_ENDPOINT to the entries of
 * foundry.config.ts with `by: 'service'`. Manual changes are shown and reverted, removed entries are disabled, and items that were not created
 * here are never changed. References to a missing agent, eval or model are reported with their field for all entries. `--dry-run` only shows.
 * @returns the exit code: 1 when an item could not be updated
 * @throws TerminalError when the settings cannot be used
 */
export async function evaluationsCommand({ config, args, env, print }: ProjectCommand): Promise<number> {
  const dryRun = isDryRun(args, 'evaluations');
  const { schedules, rules, refused } = config.evaluations;
  const project = projectClient(env);
  const openai = await openaiClient(env);
  const evalOf = async (definition: string | EvalDefinition) =>
    dryRun ? ((await findEval(definition, openai)) ?? '(an eval that would be made)') : resolveEval(definition, openai);
  for (const { problems } of refused) for (const problem of problems) print(`! ${problem}`);
  const missing: string[] = [];
  for (const entry of checkableEntries(config.evaluations))
    missing.push(...(await missingReferences(entry, { project, openai })));
  for (const problem of missing) print(`! ${problem}`);
  const common = { wrong: new Set(refused.map(({ name }) => name)), dryRun, print };
  const failed =
    (await syncItems({
      ...common,
      things: schedulesOf(project),
      entries: schedules,
      wanted: async (entry) => wantedSchedule(entry, await evalOf(entry.eval), { project }),
    })) +
    (await syncItems({
      ...common,
      things: rulesOf(project),
      entries: rules.filter(({ by }) => by === 'service'),
      wanted: async (entry) => wantedRule(entry, await evalOf(entry.eval)),
    }));
  const none = schedules.length === 0 && rules.every(({ by }) => by === 'backend');
  if (none) print("foundry.config.ts has no evaluations by the service (by: 'service').");
  return failed + refused.length + missing.length === 0 ? 0 : 1;
}
