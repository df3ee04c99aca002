import type { TableClient } from '@azure/data-tables';
import type { DeadLetters } from '../../azure/queues/dead-letters.ts';
import { RequestError } from '../../core/request-error.ts';
import type { PendingEventWriter } from '../ledger/pending-event-writer.ts';
import type { Blobs } from '../service/blobs.ts';
import type { Source } from '../sources/source.ts';
import type { SourceMap } from '../sources/source-map.ts';

/** Dependencies of the ingestion API. */
export interface IngestionApi {
  readonly sources: SourceMap;
  readonly table: TableClient;
  readonly letters: Pick<DeadLetters, 'list'>;
  readonly blobs: Blobs;
  readonly poster: PendingEventWriter;
  readonly now: () => number;
  readonly wake: (store: string) => Promise<void>;
}

/** @throws RequestError (404) that names the existing sources */
export function sourceNamed(name: string, { sources }: Pick<IngestionApi, 'sources'>): Source {
  const source = sources.named(name);
  if (source !== undefined) return source;
  const known = sources.sources.map((one) => one.name).join(', ') || 'none';
  throw new RequestError(
    'source_not_found',
    `There is no source "${name.slice(0, 100)}" in foundry.config.ts. There are: ${known}.`,
    {
      status: 404,
    },
  );
}

/** Returns the id of a command among the pending events. It sorts after the events of this moment. */
export const commandId = ({ now }: Pick<IngestionApi, 'now'>, name = ''): string =>
  `${String(now()).padStart(13, '0')}-command-${name}${Math.random().toString(36).slice(2, 10)}`;
