import { answersFault, chatFault, toolsFault, unfit } from './chat-check.ts';
import { countImages, imageCountFault, isRecord } from './content-check.ts';

export type TrainingMethod = 'supervised' | 'dpo' | 'reinforcement';

/** Formats of the lines of a training file. */
export type ExampleFormat = 'chat' | 'completion' | 'preference' | 'reinforcement';

type Example = Readonly<Record<string, unknown>>;

/** Returns what is wrong with one example, or `undefined`. */
export type ExampleCheck = (example: unknown) => string | undefined;

/** Bytes of one line, which is held in memory: several images of 10 MB in base64; a limit of our own. */
export const MAX_EXAMPLE_BYTES = 128 * 1024 * 1024;

/** Examples with images in one file. Source: Azure OpenAI, vision fine-tuning, "Image dataset requirements". */
const MAX_IMAGE_EXAMPLES = 50_000;

/** Models that learn from images. Source: Azure OpenAI, vision fine-tuning, "Model support". */
const VISION_MODELS = /^gpt-4(o|\.1)(-\d{4}-\d{2}-\d{2})?$/;

/** Models of the service that learn from text only. A model of another name may learn from images. */
const TEXT_MODELS = /^(gpt-|o\d|babbage-|davinci-)/;

const COMPLETION_MODELS = /^(babbage|davinci)-/;

/** Returns the model that a tuned one was made of; other names stay as they are. */
const baseOf = (model: string): string => /^ft:([^:]+):/.exec(model)?.[1] ?? model;

/** Returns the format of examples for a model and a method. */
export function exampleFormat(model: string, method: TrainingMethod): ExampleFormat {
  if (method === 'dpo') return 'preference';
  if (method === 'reinforcement') return 'reinforcement';
  return COMPLETION_MODELS.test(baseOf(model)) ? 'completion' : 'chat';
}

/**
 * Returns the check for the examples of one file, each a parsed line, in their order. Backend and emulator share it.
 * @param fields names that the grader of a reinforcement job reads
 */
export function exampleCheck(model: string, method: TrainingMethod, fields: readonly string[] = []): ExampleCheck {
  const check = CHECKS[exampleFormat(model, method)];
  const base = baseOf(model);
  const learnsImages = VISION_MODELS.test(base) || !TEXT_MODELS.test(base);
  let withImages = 0;
  return (example) => {
    if (!isRecord(example)) return 'is not a JSON object';
    const fault = check(example);
    if (fault !== undefined) return fault;
    const missing = fields.find((field) => example[field] === undefined);
    if (missing !== undefined) return `${missing} is missing, which the grader reads`;
    const images = countImages(example);
    if (images === 0) return undefined;
    const tooMany = imageCountFault(images);
    if (tooMany !== undefined) return tooMany;
    if (!learnsImages) return `has images, which ${model} does not learn from; gpt-4o and gpt-4.1 do`;
    withImages += 1;
    return withImages > MAX_IMAGE_EXAMPLES
      ? `is one of more than ${MAX_IMAGE_EXAMPLES} examples with images`
      : undefined;
  };
}

const CHECKS: Readonly<Record<ExampleFormat, (example: Example) => string | undefined>> = {
  chat: (example) => chatFault(example.messages) ?? lastRoleFault(example, 'assistant') ?? toolsFault(example),
  completion: ({ prompt, completion }) => {
    if (typeof prompt !== 'string') return unfit('prompt', 'text', prompt);
    return typeof completion === 'string' && completion !== '' ? undefined : unfit('completion', 'text', completion);
  },
  preference: ({ input, preferred_output: preferred, non_preferred_output: other }) => {
    if (!isRecord(input)) return unfit('input', 'an object with messages', input);
    const calls = new Set<string>();
    return (
      chatFault(input.messages, 'input.messages', calls) ??
      toolsFault(input, 'input.') ??
      answersFault(preferred, 'preferred_output', calls) ??
      answersFault(other, 'non_preferred_output', calls)
    );
  },
  reinforcement: (example) => chatFault(example.messages) ?? lastRoleFault(example, 'user') ?? toolsFault(example),
};

function lastRoleFault({ messages }: Example, role: 'assistant' | 'user'): string | undefined {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return isRecord(last) && last.role === role ? undefined : `messages must end with a message of the role "${role}"`;
}
