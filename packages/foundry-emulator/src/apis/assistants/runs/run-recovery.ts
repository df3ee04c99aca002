import type { AssistantStore } from '../objects/assistant-store.ts';
import type { KeptRun } from '../objects/run.ts';
import type { RunWriter } from './run-writer.ts';

const INTERRUPTED =
  'The emulator stopped while a function that runs behind queues was being called; its reply can no longer be told. Start another run.';

/**
 * Prepares runs interrupted by a stop to continue: an unfinished model turn is discarded and repeated. A run that waited for an
 * `azure_function` reply fails.
 * @returns those that go on
 */
export function recover(store: AssistantStore, write: (id: string) => RunWriter): KeptRun[] {
  const runs = [...store.runs.all({ where: { active: true } })];
  for (const { run } of runs) {
    if (run.status === 'cancelling') {
      write(run.id).end('cancelled');
      continue;
    }
    const steps = [...store.steps.all({ where: { run: run.id } })].filter(({ step }) => step.status === 'in_progress');
    store.transaction(() => {
      for (const { step, spoken } of steps) if (!spoken) store.steps.delete(step.id);
      for (const { id, status } of [...store.messages.all({ where: { run: run.id } })])
        if (status === 'in_progress') store.messages.delete(id);
    });
    const calling = steps.some(
      ({ spoken, step: { step_details: details } }) =>
        spoken &&
        run.status === 'in_progress' &&
        details.type === 'tool_calls' &&
        details.tool_calls.some(({ type }) => type === 'azure_function'),
    );
    if (calling) write(run.id).end('failed', { last_error: { code: 'server_error', message: INTERRUPTED } });
  }
  return runs.flatMap(({ run }) => {
    const kept = store.runs.get(run.id);
    return kept && ['queued', 'in_progress', 'requires_action'].includes(kept.run.status) ? [kept] : [];
  });
}
