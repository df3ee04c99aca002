import { MAX_QUEUE_NAME_LENGTH } from '../../../../shared/core/limits.ts';

const MIN_QUEUE_NAME_LENGTH = 3;
const POISON_SUFFIX = '-poison';

/**
 * Returns the storage extension's text for a name that storage does not accept, else undefined. The order of the checks is
 * the extension's, too: only the first mistake is reported.
 */
export function queueNameProblem(name: string): string | undefined {
  if (name === '') return "A queue name can't be null or empty";
  if (name.length < MIN_QUEUE_NAME_LENGTH || name.length > MAX_QUEUE_NAME_LENGTH) {
    return `A queue name must be from ${MIN_QUEUE_NAME_LENGTH} to ${MAX_QUEUE_NAME_LENGTH} characters long - "${name}"`;
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    return `The dash (-) character may not be the first or last letter - "${name}"`;
  }
  const [mistake] = /[^a-z0-9-]|--/.exec(name) ?? [];
  if (mistake === undefined) return undefined;
  if (mistake === '--') return 'A queue name cannot contain consecutive dash(-) characters.';
  return `A queue name can contain only letters, numbers, and dash(-) characters - "${name}"`;
}

/** Returns the name of the poison queue; undefined for a poison queue itself and for names too long for the suffix. */
export function poisonQueueName(queue: string): string | undefined {
  if (queue.endsWith(POISON_SUFFIX)) return undefined;
  const name = queue + POISON_SUFFIX;
  return queueNameProblem(name) === undefined ? name : undefined;
}
