import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { logLevels } from '../core/log.ts';
import { parseJson } from '../core/read-json.ts';
import { timeSpan } from '../dotnet/time-span.ts';
import { overrideHostJson } from './host-json-overrides.ts';

/** Default of functionTimeout in milliseconds: that of the Flex Consumption plan. */
const DEFAULT_FUNCTION_TIMEOUT = 30 * 60 * 1000;
const logLevel = z
  .string()
  .transform((text) => logLevels.find((level) => level.toLowerCase() === text.toLowerCase()) ?? text)
  .pipe(z.enum(logLevels));

const retry = z.discriminatedUnion('strategy', [
  z.object({
    strategy: z.literal('fixedDelay'),
    maxRetryCount: z.int().min(-1),
    delayInterval: timeSpan,
  }),
  z.object({
    strategy: z.literal('exponentialBackoff'),
    maxRetryCount: z.int().min(-1),
    minimumInterval: timeSpan,
    maximumInterval: timeSpan,
  }),
]);

const schema = z.object({
  version: z.literal('2.0', { error: 'must be "2.0"' }),
  functionTimeout: z
    .union([z.literal('-1').transform(() => Number.POSITIVE_INFINITY), timeSpan])
    .default(DEFAULT_FUNCTION_TIMEOUT),
  telemetryMode: z.string().optional(),
  logging: z.object({ logLevel: z.record(z.string(), logLevel).default({}) }).default({ logLevel: {} }),
  retry: retry.optional(),
  extensionBundle: z.object({ id: z.string(), version: z.string() }).optional(),
  extensions: z.record(z.string(), z.unknown()).default({}),
});

/** Milliseconds for every duration; `functionTimeout` is Infinity for "-1". */
export type HostJson = Readonly<z.infer<typeof schema>>;

/**
 * Reads the app's host.json. A setting `AzureFunctionsJobHost__path__to__field` overrides the field it names.
 * @throws SetupError naming the invalid field
 */
export function readHostJson(app: string, environment: Readonly<Record<string, string>>): HostJson {
  const file = path.join(app, 'host.json');
  if (!existsSync(file)) {
    throw new SetupError(
      `${app} has no host.json, so it is not a function app. Name the app's folder with --app, or add a host.json holding { "version": "2.0" }.`,
    );
  }
  return parse(schema, overrideHostJson(parseJson(file), environment), 'host.json');
}

/**
 * Reads the section of an extension under host.json's `extensions`.
 * @throws SetupError naming the invalid field
 */
export function readSection<T extends z.ZodType>(hostJson: HostJson, name: string, section: T): z.output<T> {
  return parse(section, hostJson.extensions[name] ?? {}, `host.json: extensions.${name}`);
}

function parse<T extends z.ZodType>(type: T, value: unknown, where: string): z.output<T> {
  const result = type.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  throw new SetupError(`${where} cannot be used. Correct ${issues.join('; ')}.`);
}
