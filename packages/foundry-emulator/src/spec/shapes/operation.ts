/** Which of the two references an operation comes from; it decides the base path, the api-versions and the shapes it is checked with. */
export type Api = 'foundry' | 'azure-openai';

/** Name of the error body, as the reference gives it. */
export type ErrorShape =
  | 'ApiErrorResponse'
  | 'Azure.Core.Foundations.ErrorResponse'
  | 'errorResponse'
  | 'dalleErrorResponse';

/** One operation as the reference has it. Shapes are in the notation of the `.shapes` files beside this one. */
export interface OperationSpec {
  /** Method and path below the API's base; `{name}` is a parameter, everything else, colons included, is literal. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  /** Parameters of the path that follow a rule; the others are any text. */
  readonly params?: Readonly<Record<string, string>>;
  /** Query parameters by name, `api-version` left out. All are optional. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Media type of the body. Default: JSON. */
  readonly media?: 'multipart/form-data' | 'application/merge-patch+json';
  /** Shape of the answer by status; `null` where the answer has no body. */
  readonly answers: Readonly<Record<number, string | null>>;
  /** Shape of one event, for an operation that can answer with server-sent events. */
  readonly events?: string;
  /** The reference does not ask for an api-version here. */
  readonly versionOptional?: true;
}

/** Properties that all operations of a table share. */
export interface OperationGroup {
  readonly api: Api;
  /** Served on the other API's base, too, at the same path. */
  readonly alsoAt?: Api;
  /** Served on the other API's base below `/openai/v1/` only, in place of what that API has there itself. */
  readonly alsoAtV1?: Api;
  /** In neither reference, but clients need it. */
  readonly beyond?: true;
  /** Its shapes are those of the other reference. */
  readonly shapes?: Api;
  readonly group: string;
  readonly errors: ErrorShape;
}

/** An operation with all the frame needs to serve it. */
export interface Operation extends OperationSpec, OperationGroup {
  readonly id: string;
  readonly method: string;
  /** Path below the API's base, such as `/agents/{agent_name}`. */
  readonly path: string;
}

export interface OperationTable<T extends Record<string, OperationSpec>> extends OperationGroup {
  readonly operations: T;
}

/** A group's operations by their ids. The literal types are kept: handlers learn their parameters from them. */
export function operations<const T extends Record<string, OperationSpec>>(
  about: OperationGroup,
  table: T,
): OperationTable<T> {
  return { ...about, operations: table };
}

/** The tables' operations in one list. */
export function flatten(tables: readonly OperationTable<Record<string, OperationSpec>>[]): Operation[] {
  return tables.flatMap(({ operations: table, ...about }) =>
    Object.entries(table).map(([id, spec]) => {
      const [method = '', path = ''] = spec.route.split(' ');
      return { ...about, ...spec, id, method, path };
    }),
  );
}
