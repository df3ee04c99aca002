import { MAX_QUEUE_NAME_LENGTH } from '../../../../shared/core/limits.ts';

const MIN_QUEUE_NAME_LENGTH = 3;
const POISON_SUFFIX = '-poison';

/** Says what is wrong with a queue name, or undefined when storage accepts it. */
export function queueNameProblem(name: string): string | undefined {
  if (name.length < MIN_QUEUE_NAME_LENGTH || name.length > MAX_QUEUE_NAME_LENGTH) {
    return `A queue name must be from ${MIN_QUEUE_NAME_LENGTH} through ${MAX_QUEUE_NAME_LENGTH} characters long - "${name}".`;
  }
  if (!/^[a-z0-9-]+$/.test(name)) {
    return `A queue name can contain only lower-case letters, digits and dashes (-) - "${name}".`;
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    return `A dash (-) may not be the first or last character of a queue name - "${name}".`;
  }
  return name.includes('--') ? `A queue name cannot contain consecutive dashes (-) - "${name}".` : undefined;
}

/** Where messages of a queue go that cannot be handled; a poison queue has none, nor has a name too long for the suffix. */
export function poisonQueueName(queue: string): string | undefined {
  if (queue.endsWith(POISON_SUFFIX)) return undefined;
  const name = queue + POISON_SUFFIX;
  return queueNameProblem(name) === undefined ? name : undefined;
}
