import { EventStream, Reply, type ServerSentEvent } from '../../packages/foundry-emulator/src/core/http/reply.ts';
import type { Inspect } from '../../packages/foundry-emulator/src/core/http/service.ts';
import { Upserted } from '../../packages/foundry-emulator/src/core/store/store.ts';
import { libraries } from '../../packages/foundry-emulator/src/spec/libraries.ts';
import type { Operation } from '../../packages/foundry-emulator/src/spec/shapes/operation.ts';
import { violationOf } from '../../packages/foundry-emulator/src/spec/shapes/violation.ts';

export interface AnswerChecker {
  readonly inspect: Inspect;
  /** Answers that the references do not allow: the operation and the reason. */
  readonly violations: Set<string>;
}

/** Holds every answer, and every event of a stream, against the shape that the reference gives it. */
export function checkAnswers(): AnswerChecker {
  const violations = new Set<string>();
  const check = ({ id, api, shapes = api }: Operation, shape: string | null | undefined, value: unknown) => {
    if (!shape || value === undefined) return;
    // As it goes over the wire: what is undefined is not there.
    const sent: unknown = JSON.parse(JSON.stringify(value));
    const validate = libraries[shapes].shape(shape, 'answer');
    if (!validate(sent)) violations.add(`${id}: ${violationOf(validate.errors ?? [], sent).message}`);
  };
  const inspect: Inspect = (operation, result) => {
    if (result instanceof EventStream) return new EventStream(checked(operation, result.events));
    const shape = Object.values(operation.answers)[0];
    if (result instanceof Upserted) check(operation, shape, result.object);
    else if (!(result instanceof Reply)) check(operation, shape, result);
    return result;
  };
  async function* checked(operation: Operation, events: AsyncIterable<ServerSentEvent>) {
    for await (const event of events) {
      // Events of runs are described with their names, those of responses by what they carry.
      const named = operation.events === 'assistantStreamEvent';
      if (named) check(operation, operation.events, event);
      else if (typeof event.data === 'object') check(operation, operation.events, event.data);
      yield event;
    }
  }
  return { inspect, violations };
}
