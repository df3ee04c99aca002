import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { parseJson } from '../core/read-json.ts';

const schema = z.object({
  IsEncrypted: z.literal(false, { error: 'must be false: this host cannot read encrypted settings' }).default(false),
  Host: z.object({ CORS: z.string().default('') }).default({ CORS: '' }),
  Values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
});

export interface LocalSettings {
  readonly values: Readonly<Record<string, string>>;
  /** Origins of web pages that may call the functions, as for Core Tools; `*` allows all. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Reads the app's local.settings.json, if it exists.
 * @throws SetupError naming the invalid field, without its value
 */
export function readLocalSettings(app: string): LocalSettings {
  const file = path.join(app, 'local.settings.json');
  if (!existsSync(file)) return { values: {}, allowedOrigins: [] };
  const result = schema.safeParse(parseJson(file));
  if (result.success) {
    const { Values: values, Host } = result.data;
    return { values, allowedOrigins: Host.CORS.split(',').filter((origin) => origin.trim() !== '') };
  }
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SetupError(`${file} cannot be used. Correct ${issues.join('; ')}.`);
}
