/** A value that objects can be found and ordered by. */
export type IndexValue = string | number | boolean | null | undefined;

/** Declares a collection of one kind of object. */
export interface CollectionDefinition<T extends object> {
  readonly name: string;
  readonly key: (object: T) => string;
  /** Values to find objects by, with `where`, or to order them by, with `by`. */
  readonly indexes?: Readonly<Record<string, (object: T) => IndexValue>>;
}

export interface ListOptions {
  /** Conditions on indexes, all of which must hold; one whose value is `undefined` is left out. */
  readonly where?: Readonly<Record<string, IndexValue>> | undefined;
  /** An index to order by; without it objects come in the order in which they were made. */
  readonly by?: string | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  /** Key of the object after which to begin. */
  readonly after?: string | undefined;
  /** Key of the object before which to end. With `before` alone, the objects nearest to it are given. */
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
}

export interface Slice<T> {
  readonly objects: T[];
  /** More follow in the direction of the walk. */
  readonly more: boolean;
}

/** Result of a `put`: decides between status 201 and 200. */
export class Upserted<T> {
  readonly object: T;
  readonly created: boolean;

  constructor(object: T, created: boolean) {
    this.object = object;
    this.created = created;
  }
}

/** Objects of one kind. What a call has returned is kept, whatever happens to the process next. */
export interface Collection<T extends object> {
  keyOf(object: T): string;
  get(key: string): T | undefined;
  /** Adds the object, or replaces the one of its key, which keeps its place in the order. */
  put(object: T): Upserted<T>;
  /** @returns whether there was one */
  delete(key: string): boolean;
  /** @throws UnknownCursor when `after` or `before` names nothing */
  list(options?: ListOptions): Slice<T>;
  /** Every object that meets the conditions, read as it is asked for. */
  all(options?: Pick<ListOptions, 'where' | 'by' | 'order'>): Generator<T>;
  count(where?: ListOptions['where']): number;
}

/** The objects of one project. */
export interface Store {
  collection<T extends object>(definition: CollectionDefinition<T>): Collection<T>;
  /** All the changes made in `work` are kept, or, when it throws, none. Not for asynchronous work. */
  transaction<R>(work: () => R): R;
}

/** A page was asked for from an object that does not exist. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor';
  readonly key: string;

  constructor(key: string) {
    super(`There is no object "${key}" to page from.`);
    this.key = key;
  }
}
