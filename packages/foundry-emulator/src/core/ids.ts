import { randomUUID } from 'node:crypto';

/** 32 hexadecimal digits. Node prepares the random bytes of UUIDs for many at once, which makes them faster than `randomBytes`. */
const hexDigits = (): string => randomUUID().replaceAll('-', '');

/** A new id in OpenAI's manner, such as `resp_6f0c...`: prefix, underscore, 32 hexadecimal digits. */
export const newId = (prefix: string): string => `${prefix}_${hexDigits()}`;

/** The same with a dash, as files and fine-tuning jobs have it, such as `file-6f0c...`. */
export const newDashedId = (prefix: string): string => `${prefix}-${hexDigits()}`;
