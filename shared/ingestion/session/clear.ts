import type { TurnTools } from './turn-tools.ts';

/**
 * Lets go of the files of a source that foundry.config.ts does not have any more for this vector store. A blob that another source of the
 * same store takes now is that one's, and stays.
 */
export function clear(name: string, { ledger, sources, store, log }: TurnTools): void {
  if (sources.named(name)?.store === store) {
    log.warn(`${store}: the source ${name} is in foundry.config.ts again. Nothing of it is cleared.`);
    return;
  }
  let cleared = 0;
  for (const row of [...ledger.rows.values()]) {
    if (row.source !== name) continue;
    const heir = sources.sourceOf(row.path);
    if (heir?.store === store) ledger.put({ ...row, source: heir.name });
    else {
      ledger.remove(row.path);
      cleared++;
    }
  }
  log.info(`${store}: the files of ${cleared} blobs of ${name} are deleted.`);
}
