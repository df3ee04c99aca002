import type { BlobRow } from '../ledger/blob-state.ts';
import { difference, indexFingerprint, STALE } from '../ledger/index-fingerprint.ts';
import type { StoreLedger } from '../ledger/store-ledger.ts';
import { isAboutTheFile } from '../service/vector-store-client.ts';
import type { Attributes } from '../sources/source.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import type { SyncContext } from './sync-context.ts';

const AT_ONCE = 4;

interface AttributeUpdate {
  readonly attributes: Attributes;
  /** The fingerprint after the update. */
  readonly wanted: string;
}

/**
 * Compares an indexed file with its first blob and the current foundry.config.ts. A file with other chunking is marked and goes into a batch.
 * @returns the attributes to write, if only they differ
 */
export function review(
  fileId: string,
  context: Pick<SyncContext, 'ledger' | 'sources' | 'now'>,
): AttributeUpdate | undefined {
  const { ledger, sources, now } = context;
  const first = ledger.firstOf(fileId);
  const source = sources.named(first?.source ?? '');
  if (first?.status !== 'indexed' || source === undefined) return undefined;
  const { attributes = {} } = first;
  const wanted = indexFingerprint(attributes, source.chunking);
  // Rows without a fingerprint count as current: processing all of them again would be a storm.
  switch (difference(first.fingerprint ?? wanted, wanted)) {
    case 'labels':
      return { attributes, wanted };
    case 'none':
      note(ledger, fileId, (row) => (row.fingerprint === wanted ? row : { ...row, fingerprint: wanted }));
      return undefined;
    case 'chunks':
      note(ledger, fileId, ({ servingId, ...row }) => ({
        ...row,
        fingerprint: STALE,
        status: row.status === 'indexed' ? 'uploaded' : row.status,
        changedAt: now(),
      }));
      return undefined;
  }
}

/** Updates the attributes of files at the service. No content is uploaded. */
export class AttributeSync {
  readonly #context: SyncContext;
  readonly #tasks: BackgroundTasks;
  #underWay = 0;

  constructor(context: SyncContext, tasks: BackgroundTasks) {
    this.#context = context;
    this.#tasks = tasks;
  }

  /** Reviews files. @returns milliseconds until the next review */
  next(): number {
    const { ledger } = this.#context;
    let wait = Number.POSITIVE_INFINITY;
    for (const fileId of ledger.reviews) {
      if (this.#underWay >= AT_ONCE) return 0;
      const name = `label ${fileId}`;
      if (this.#tasks.isUnderWay(name)) continue;
      const pause = this.#tasks.waitOf(name);
      if (pause > 0) {
        wait = Math.min(wait, pause);
        continue;
      }
      const update = review(fileId, this.#context);
      if (update === undefined) ledger.reviews.delete(fileId);
      else this.#tasks.start(name, () => this.#update(fileId, update), { isolated: true });
    }
    return wait;
  }

  async #update(fileId: string, { attributes, wanted }: AttributeUpdate): Promise<void> {
    const { ledger, service, storeId, log } = this.#context;
    this.#underWay++;
    try {
      await service.updateAttributes(storeId, fileId, attributes);
    } catch (error) {
      if (!isAboutTheFile(error)) throw error;
      // The file stays searchable with its old attributes; the others go on.
      log.error(`${ledger.firstOf(fileId)?.path ?? fileId} keeps its old attributes at the service: ${error.message}`);
    } finally {
      this.#underWay--;
    }
    // The next review sees later changes.
    note(ledger, fileId, (row) => (row.fingerprint === STALE ? row : { ...row, fingerprint: wanted }));
  }
}

function note(ledger: StoreLedger, fileId: string, noted: (row: BlobRow) => BlobRow): void {
  for (const path of ledger.usersOf(fileId)) {
    const row = ledger.rows.get(path);
    if (row?.fileId === fileId) ledger.put(noted(row));
  }
}
