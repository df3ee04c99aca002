import { readFileSync } from 'node:fs';
import { SetupError } from '../../../../shared/core/setup-error.ts';

export function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new SetupError(`${file} is not valid JSON: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}
