import { randomBytes } from 'node:crypto';

/** A new id in OpenAI's manner, such as `resp_6f0c...`: prefix, underscore, 32 hexadecimal digits. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(16).toString('hex')}`;

/** The same with a dash, as files and fine-tuning jobs have it, such as `file-6f0c...`. */
export const newDashedId = (prefix: string): string => `${prefix}-${randomBytes(16).toString('hex')}`;
