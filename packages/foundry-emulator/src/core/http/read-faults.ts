import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { parseYaml } from '../parse-yaml.ts';
import { type FaultRequest, faultRequest } from './fault.ts';

/**
 * Faults of a YAML or JSON file, a list of what `POST /_emulator/faults` takes.
 * @throws SetupError naming the file and the field that is wrong
 */
export function readFaults(file: string): FaultRequest[] {
  let content: unknown;
  try {
    content = parseYaml(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SetupError(
      `The faults file ${file} cannot be read as YAML: ${messageOf(cause)}. Correct it, or start without --faults.`,
      { cause },
    );
  }
  const parsed = z.array(faultRequest).safeParse(content);
  if (parsed.success) return parsed.data;
  throw new SetupError(
    `The faults file ${file} is wrong. ${z.prettifyError(parsed.error)}\nWrite a list of faults such as { operation: "Responses_*", status: 429, times: 3 }.`,
  );
}
