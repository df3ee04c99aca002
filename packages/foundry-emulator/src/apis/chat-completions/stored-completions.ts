import type { Collection, Store } from '../../core/store/store.ts';
import type { ChatBody } from './chat-body.ts';
import type { ChatCompletion } from './completion-object.ts';

/** A chat completion created with `store: true`, with the request's parameters. */
export interface StoredCompletion extends ChatCompletion {
  readonly metadata: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Messages of a stored completion's request, each with an id. */
export interface StoredMessages {
  /** Id of the completion. */
  readonly id: string;
  readonly messages: readonly { readonly id: string; readonly [field: string]: unknown }[];
}

export interface StoredCompletions {
  readonly completions: Collection<StoredCompletion>;
  readonly messages: Collection<StoredMessages>;
  keep(completion: ChatCompletion, body: ChatBody): void;
  remove(id: string): boolean;
}

/** Request fields that a stored completion repeats. */
const TOLD = [
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'tools',
  'tool_choice',
  'response_format',
  'reasoning_effort',
] as const;

export function storedCompletions(store: Store): StoredCompletions {
  const completions = store.collection<StoredCompletion>({
    name: 'chatCompletions',
    key: ({ id }) => id,
    indexes: { model: ({ model }) => model },
  });
  const messages = store.collection<StoredMessages>({ name: 'chatCompletionMessages', key: ({ id }) => id });
  return {
    completions,
    messages,
    keep: (completion, body) =>
      store.transaction(() => {
        const { id } = completion;
        const told = Object.fromEntries(TOLD.map((field) => [field, body[field] ?? null]));
        completions.put({ ...completion, ...told, metadata: body.metadata ?? {} });
        messages.put({ id, messages: body.messages.map((message, at) => ({ ...message, id: `${id}-${at}` })) });
      }),
    remove: (id) =>
      store.transaction(() => {
        messages.delete(id);
        return completions.delete(id);
      }),
  };
}
