import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { OperationId, SpecOf } from '../../spec/catalogue.ts';

/** `{ agent_name: string }` for `POST /agents/{agent_name}:start`. */
type PathParams<Route> = Route extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & PathParams<Rest>
  : unknown;

/** The type a query parameter has once the frame has read it by its shape. */
type QueryValue<Shape> = Shape extends `integer${string}` | `number${string}`
  ? number
  : Shape extends `boolean${string}`
    ? boolean
    : Shape extends `${string}[]`
      ? readonly string[]
      : string;

type QueryOf<Spec> = Spec extends { readonly query: infer Q }
  ? { readonly [K in keyof Q]: Q[K] extends `${string} = ${string}` ? QueryValue<Q[K]> : QueryValue<Q[K]> | undefined }
  : Readonly<Record<never, never>>;

/** One request to one operation: read, checked against the reference, defaults filled in. */
export interface Call<Id extends OperationId = OperationId, Body = unknown> {
  /** Path parameters, decoded. */
  readonly params: PathParams<SpecOf<Id> extends { readonly route: infer R } ? R : never>;
  readonly query: QueryOf<SpecOf<Id>>;
  /** JSON, valid by the operation's shape; for other media a stream of the raw bytes. */
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
  /** The address as the client wrote it, base and query included. */
  readonly url: URL;
  /** The base the client used, without a slash at its end, such as `https://localhost:7443/api/projects/local`. */
  readonly endpoint: string;
  /** Name of the agent whose own endpoint the client used. */
  readonly agent: string | undefined;
  readonly apiVersion: string;
  readonly requestId: string;
  /** Fires when the client goes away before its answer is complete, and when the emulator stops. */
  readonly signal: AbortSignal;
}

/** The body of an operation that does not take JSON. */
export type RawBody = Readable;
