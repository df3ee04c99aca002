import { isDeepStrictEqual } from 'node:util';
import { type Difference, differenceLines, isObject } from '../../core/differences.ts';
import { TerminalError } from '../../core/errors.ts';
import { explainFailure } from '../../foundry/explain-failure.ts';
import type { DeployedItem, DeployedItems } from './deployed-items.ts';

interface ItemSync<Entry extends { readonly name: string }, Wanted> {
  readonly things: DeployedItems<Wanted>;
  readonly entries: readonly Entry[];
  /** Invalid entries: their items are left as they are. */
  readonly wrong: ReadonlySet<string>;
  readonly dryRun: boolean;
  readonly print: (line: string) => void;
  wanted(entry: Entry): Promise<Wanted>;
}

/** Creates, updates and disables items until the service matches the entries. @returns how many failed */
export async function syncItems<Entry extends { readonly name: string }, Wanted>(
  step: ItemSync<Entry, Wanted>,
): Promise<number> {
  const { things, entries, wrong, dryRun, print } = step;
  const found = new Map((await things.list()).map((kept) => [kept.id, kept]));
  let failed = 0;
  const attempt = async (name: string, work: () => Promise<string>) => {
    try {
      print(await work());
    } catch (error) {
      failed += 1;
      print(`! ${name}: ${explainFailure(error)}`);
    }
  };
  for (const entry of entries) await attempt(entry.name, () => bring(entry, found.get(entry.name), step));
  const names = new Set(entries.map(({ name }) => name));
  for (const kept of found.values()) {
    if (!kept.ours || !kept.enabled || names.has(kept.id)) continue;
    if (wrong.has(kept.id)) print(`! ${kept.id}: its entry is wrong; the ${things.word} is left as it is`);
    else {
      await attempt(kept.id, async () => {
        if (!dryRun) await things.disable(kept);
        return `- ${kept.id}: left the config, the ${things.word} ${dryRun ? 'would be' : 'is'} disabled`;
      });
    }
  }
  return failed;
}

async function bring<Entry extends { readonly name: string }, Wanted>(
  entry: Entry,
  kept: DeployedItem | undefined,
  { things, dryRun, wanted: make }: ItemSync<Entry, Wanted>,
): Promise<string> {
  const { name } = entry;
  if (kept !== undefined && !kept.ours) {
    throw new TerminalError(
      `The project has a ${things.word} of this name that was not made from foundry.config.ts. Rename the entry, or delete the ${things.word}.`,
    );
  }
  const made = await make(entry);
  const wanted = kept === undefined ? made : things.keeping(kept, made);
  const paused = kept?.paused ? ', paused' : '';
  const differences = kept === undefined ? [] : drift(kept.body, wanted);
  if (kept !== undefined && differences.length === 0) return `= ${name}: unchanged ${things.word}${paused}`;
  if (!dryRun) await things.write(name, wanted);
  if (kept === undefined) return `+ ${name}: new ${things.word}${dryRun ? ', would be made' : ''}`;
  return [
    `~ ${name}: the ${things.word} ${dryRun ? 'differs' : 'is put right'}${paused}`,
    ...differenceLines(differences),
  ].join('\n');
}

/** Returns the differences between a deployed item and the wanted one. Fields that the service adds are ignored. */
function drift(found: unknown, wanted: unknown, place = ''): Difference[] {
  if (isEmpty(found) && isEmpty(wanted)) return [];
  if (isObject(found) && isObject(wanted)) {
    return Object.keys(wanted).flatMap((key) => drift(found[key], wanted[key], place === '' ? key : `${place}.${key}`));
  }
  return isDeepStrictEqual(found, wanted) ? [] : [{ place, deployed: found ?? undefined, wanted: wanted ?? undefined }];
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null;
