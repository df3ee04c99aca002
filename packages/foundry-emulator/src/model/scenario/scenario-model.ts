import type { Wait } from '../../core/clock/wait-on.ts';
import { matchesText } from '../../core/scenarios/text-or-pattern.ts';
import { type Model, type ModelEvent, type ModelRequest, partText } from '../contract/model.ts';
import { ModelError } from '../contract/model-error.ts';
import { newCallId } from '../rule-based/rule-based-model.ts';
import { withinLimits } from '../tokens/turn-limits.ts';
import type { ModelScenario, ScenarioTurn } from './model-scenario.ts';

/**
 * Plays the turns of a scenario in order, each once unless it has `repeat`. A turn with `when` waits for a matching message. When no turn
 * fits, the fallback model answers, or the request fails. The scenario may be replaced at any time.
 */
export function scenarioModel(current: () => ModelScenario, fallBack: Model, wait: Wait): Model {
  const spent = new WeakSet<ScenarioTurn>();
  return {
    get label() {
      return current().turns.length > 0 ? 'scenario' : fallBack.label;
    },
    async *respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
      const { turns, otherwise } = current();
      const said = lastUserText(request);
      const turn = turns.find((each) => !spent.has(each) && (each.when === undefined || matchesText(each.when, said)));
      if (turn) {
        if (!turn.repeat) spent.add(turn);
        if (turn.delayMs > 0) await wait(turn.delayMs, signal);
        yield* withinLimits(speak(turn), request);
      } else if (otherwise === 'fail') {
        throw new ModelError('server_error', 'The model script has no turn left that fits this request.');
      } else yield* fallBack.respond(request, signal);
    },
  };
}

function* speak(turn: ScenarioTurn): Generator<ModelEvent> {
  for (const [delta] of (turn.text ?? '').matchAll(/\s*\S+|\s+$/g)) yield { type: 'text', delta };
  if (turn.refusal) yield { type: 'refusal', delta: turn.refusal };
  for (const call of turn.calls ?? []) {
    const callId = newCallId();
    yield { type: 'call', callId, name: call.name };
    const delta = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
    yield { type: 'arguments', callId, delta };
  }
  if (turn.fail) throw new ModelError(turn.fail.code, turn.fail.message);
  yield { type: 'end', reason: turn.end };
}

function lastUserText(request: ModelRequest): string {
  const last = request.items.findLast((item) => item.type === 'message' && item.role === 'user');
  return last?.type === 'message' ? last.content.map(partText).join('\n') : '';
}
