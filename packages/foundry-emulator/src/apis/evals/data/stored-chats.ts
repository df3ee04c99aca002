import type { StoredCompletion, StoredCompletions } from '../../chat-completions/stored-completions.ts';
import type { Row, StoredChats } from '../objects/data-source.ts';
import { outputFields } from '../sampling/sample.ts';

/** Returns the ids of the stored chat completions that match a source, oldest first. */
export function matchingChats({ completions }: StoredCompletions, source: StoredChats): string[] {
  const { created_after: after, created_before: before, metadata, model, limit } = source;
  const matches = (one: StoredCompletion) =>
    (typeof after !== 'number' || one.created > after) &&
    (typeof before !== 'number' || one.created < before) &&
    (!model || one.model === model) &&
    Object.entries(metadata ?? {}).every(([key, value]) => one.metadata[key] === value);
  const fitting = [...completions.all()].filter(matches).map(({ id }) => id);
  return fitting.slice(0, limit ?? fitting.length);
}

/** Converts a stored chat completion to a row. For a deleted one the row has the id only. */
export function rowOfChat({ completions, messages }: StoredCompletions, id: string): Row {
  const completion = completions.get(id);
  if (!completion) return { item: { completion_id: id } };
  const { model, metadata, choices, tools } = completion;
  const [choice] = choices;
  const input = messages.get(id)?.messages.map(({ id: _id, ...message }) => message) ?? [];
  return {
    item: { completion_id: id, input, model, metadata, ...(tools ? { tools } : {}) },
    sample: {
      ...outputFields(choice?.message.content ?? ''),
      output_tools: choice?.message.tool_calls ?? [],
      choices,
      model,
    },
  };
}
