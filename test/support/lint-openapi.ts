import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Problems that Redocly's recommended rules find in an OpenAPI document. */
export function lintOpenApi(document: unknown): readonly unknown[] {
  const script = path.join(import.meta.dirname, 'lint-openapi.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    input: JSON.stringify(document),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
