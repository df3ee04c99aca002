import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type OrchestratorInput,
  type OrchestratorState,
  orchestratorOf,
  replay,
} from '../../support/durable-driver.ts';
import { handler, play, scenarios } from './scenarios.ts';

interface Recording {
  readonly name: string;
  readonly output: unknown;
  readonly recorded: readonly { readonly step: OrchestratorInput; readonly answer: OrchestratorState }[];
}

const folder = path.join(import.meta.dirname, 'histories');
const recordings = readdirSync(folder).map((file): Recording => {
  const lines = readFileSync(path.join(folder, file), 'utf8').trim().split('\n');
  const [head, ...recorded] = lines.map((line) => JSON.parse(line));
  return { ...head, recorded };
});
const orchestrator = orchestratorOf(handler);
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('a job that was under way when the code was deployed anew', () => {
  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    'decides as it did: %s',
    async (_name, { recorded }) => {
      expect(recorded.length).toBeGreaterThan(0);
      for (const { step, answer } of recorded) expect(asJson(await replay(orchestrator, step))).toEqual(answer);
    },
  );

  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    'decides as it did at every point of its history: %s',
    async (_name, { recorded }) => {
      for (const { step, answer } of recorded) {
        const whole = JSON.stringify(asJson(answer.actions).flat());
        // Cut before each step of the orchestrator: what was decided until then begins what was decided in the end.
        for (const [at, { EventType }] of step.history.entries()) {
          if (EventType !== 12 || at === 0) continue;
          const earlier = await replay(orchestrator, { ...step, history: step.history.slice(0, at) });
          const decided = JSON.stringify(earlier.actions.flat()).replaceAll('"isCanceled":true', '"isCanceled":false');
          expect(whole.replaceAll('"isCanceled":true', '"isCanceled":false')).toContain(decided.slice(1, -1));
        }
      }
    },
  );

  it('was recorded in every way a job may go', () => {
    expect(recordings.map(({ name }) => name).toSorted()).toEqual(Object.keys(scenarios).toSorted());
  });
});

describe('a job of today', () => {
  it.each(Object.keys(scenarios))('ends as it did when it was recorded: %s', async (name) => {
    const scenario = scenarios[name];
    if (scenario === undefined) throw new Error(name);
    const { output } = await play(scenario);
    expect(output).toEqual(recordings.find((recording) => recording.name === name)?.output);
  });
});
