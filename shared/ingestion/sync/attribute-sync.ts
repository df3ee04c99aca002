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
  /** How the file is kept then. */
  readonly wanted: string;
}

/**
 * Compares how an indexed file is kept with how it is to be: as its first blob says, and as foundry.config.ts has it now. One that is to
 * be cut in another way is marked, and goes into a batch; returned is what it is to be labelled with, if that is all.
 */
export function review(
  fileId: string,
  tools: Pick<SyncContext, 'ledger' | 'sources' | 'now'>,
): AttributeUpdate | undefined {
  const { ledger, sources, now } = tools;
  const first = ledger.firstOf(fileId);
  const source = sources.named(first?.source ?? '');
  if (first?.status !== 'indexed' || source === undefined) return undefined;
  const { attributes = {} } = first;
  const wanted = indexFingerprint(attributes, source.chunking);
  // Of rows that are older than this knowledge it is taken that all is well: to do them all again would be a storm.
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

/** Labels files anew at the service. No content is uploaded for that. */
export class AttributeSync {
  readonly #tools: SyncContext;
  readonly #chores: BackgroundTasks;
  #underWay = 0;

  constructor(tools: SyncContext, chores: BackgroundTasks) {
    this.#tools = tools;
    this.#chores = chores;
  }

  /** Looks at the files that are up for review. Returns the milliseconds until it may go on. */
  next(): number {
    const { ledger } = this.#tools;
    let wait = Number.POSITIVE_INFINITY;
    for (const fileId of ledger.reviews) {
      if (this.#underWay >= AT_ONCE) return 0;
      const name = `label ${fileId}`;
      if (this.#chores.isUnderWay(name)) continue;
      const pause = this.#chores.waitOf(name);
      if (pause > 0) {
        wait = Math.min(wait, pause);
        continue;
      }
      const labelling = review(fileId, this.#tools);
      if (labelling === undefined) ledger.reviews.delete(fileId);
      else this.#chores.start(name, () => this.#label(fileId, labelling), { isolated: true });
    }
    return wait;
  }

  async #label(fileId: string, { attributes, wanted }: AttributeUpdate): Promise<void> {
    const { ledger, service, storeId, log } = this.#tools;
    this.#underWay++;
    try {
      await service.updateAttributes(storeId, fileId, attributes);
    } catch (error) {
      if (!isAboutTheFile(error)) throw error;
      // It can be found as it is: that is no reason to hold up the others, or to ask again and again.
      log.error(`${ledger.firstOf(fileId)?.path ?? fileId} keeps its old attributes at the service: ${error.message}`);
    } finally {
      this.#underWay--;
    }
    // What has changed since is seen in the next review, which follows.
    note(ledger, fileId, (row) => (row.fingerprint === STALE ? row : { ...row, fingerprint: wanted }));
  }
}

function note(ledger: StoreLedger, fileId: string, noted: (row: BlobRow) => BlobRow): void {
  for (const path of ledger.usersOf(fileId)) {
    const row = ledger.rows.get(path);
    if (row?.fileId === fileId) ledger.put(noted(row));
  }
}
