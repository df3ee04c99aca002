import { createHash } from 'node:crypto';
import { SetupError } from '../../shared/core/setup-error.ts';
import { placesOf } from '../../shared/ingestion/sources/source-map.ts';
import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import { loadConfig } from '../config/load-config.ts';
import { trustCertificate } from '../platform/trust.ts';

/**
 * The process that brings agents and evaluations in step after a change. It is a process of its own, because a process cannot import a changed
 * config again.
 */
export interface Applied {
  /** One line for each agent and evaluation. */
  readonly lines: readonly string[];
  readonly failed: boolean;
  /** Containers of the ingestion sources. */
  readonly containers: readonly string[];
  /** Changes when a source changes. */
  readonly sources: string;
}

const { DEV_CERTIFICATE: certificate } = process.env;
if (certificate) trustCertificate(certificate);
process.send?.(await apply());
process.disconnect?.();

async function apply(): Promise<Applied> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  try {
    const config = await loadConfig(process.env);
    const given = { config, args: [], env: process.env, print };
    const failed = (await agentsCommand(given)) !== 0 || (await evaluationsCommand(given)) !== 0;
    const containers = [...new Set(config.ingestion.flatMap(placesOf).map(({ container }) => container))];
    const text = JSON.stringify(config.ingestion, (_key, value: unknown) =>
      typeof value === 'function' || value instanceof RegExp ? `${value}` : value,
    );
    const sources = createHash('sha256').update(text).digest('hex');
    return { lines, failed, containers, sources };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { lines: [...lines, error.message], failed: true, containers: [], sources: '' };
  }
}
