import type { OperationId } from '../../spec/catalogue.ts';
import type { ProjectContext } from '../project/project-context.ts';
import type { Call } from './call.ts';

/**
 * Carries out one operation. What it returns is the answer's body:
 * - an object is sent with the operation's status; `Upserted` chooses between 201 and 200;
 * - `undefined` is a 404 where the operation answers with a body, and its 204 where it does not;
 * - `Reply` and `EventStream` say more: status, headers, bytes, server-sent events.
 * An `ApiError` it throws is answered in the operation's envelope.
 */
export type Handler<Id extends OperationId, Body> = (call: Call<Id, Body>) => unknown;

/** Handlers by operation id. `Bodies` gives the type of the bodies that handlers read. */
export type Handlers<Bodies> = {
  readonly [Id in OperationId]?: Handler<Id, Id extends keyof Bodies ? Bodies[Id] : unknown>;
};

/** A handler once its types are of no more use: the frame has checked the call by the operation's shapes. */
export type AnyHandler = (call: Call<never, never>) => unknown;

export interface Group {
  readonly name: string;
  /** Makes the handlers for one project. Groups with work under way take it up again here. */
  open(project: ProjectContext): Readonly<Record<string, AnyHandler | undefined>>;
}

/**
 * A group of operations: a name for people, and what carries the operations out in one project. Path, method, query, status
 * codes and error envelope come from the reference; so does what a body must look like.
 */
export function group<Bodies = unknown>(name: string, open: (project: ProjectContext) => Handlers<Bodies>): Group {
  return { name, open: (project) => open(project) as Readonly<Record<string, AnyHandler | undefined>> };
}
