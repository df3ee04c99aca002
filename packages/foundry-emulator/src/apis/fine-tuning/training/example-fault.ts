import { isRecord } from '../../../core/json-schema.ts';
import { chatFault, toolsFault } from './chat-fault.ts';

/** How the lines of a training file are written. */
export type ExampleFormat = 'chat' | 'completion' | 'preference' | 'reinforcement';

type Example = Readonly<Record<string, unknown>>;

/** Says what is wrong with one example, or `undefined`. */
export type ExampleFault = (example: Example) => string | undefined;

const CHECKS: Readonly<Record<ExampleFormat, ExampleFault>> = {
  chat: (example) =>
    chatFault(example.messages) ?? endsWith(example.messages, ['assistant'], 'messages') ?? toolsFault(example),
  completion: ({ prompt, completion }) => {
    if (typeof prompt !== 'string') return 'prompt must be text';
    return typeof completion === 'string' && completion !== '' ? undefined : 'completion must be text';
  },
  preference: ({ input, preferred_output: preferred, non_preferred_output: other }) => {
    if (!isRecord(input)) return 'input must be an object with messages';
    return (
      chatFault(input.messages, 'input.messages') ??
      toolsFault(input) ??
      outputFault(preferred, 'preferred_output') ??
      outputFault(other, 'non_preferred_output')
    );
  },
  reinforcement: (example) =>
    chatFault(example.messages) ??
    endsWith(example.messages, ['user', 'developer', 'system', 'tool'], 'messages') ??
    toolsFault(example),
};

/** The check for a format; of reinforcement, the fields that the grader reads must be there, too. */
export function exampleCheck(format: ExampleFormat, fields: readonly string[] = []): ExampleFault {
  return (example) => {
    const missing = fields.find((field) => example[field] === undefined);
    return (
      CHECKS[format](example) ?? (missing === undefined ? undefined : `${missing} is missing, which the grader reads`)
    );
  };
}

function outputFault(output: unknown, field: string): string | undefined {
  return chatFault(output, field) ?? endsWith(output, ['assistant'], field);
}

function endsWith(messages: unknown, roles: readonly string[], field: string): string | undefined {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (isRecord(last) && roles.includes(`${last.role}`)) return undefined;
  return roles.includes('assistant')
    ? `${field} must end with an assistant message`
    : `${field} must not end with an assistant message`;
}
