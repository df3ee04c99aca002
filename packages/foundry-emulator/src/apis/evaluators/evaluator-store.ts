import { isDeepStrictEqual } from 'node:util';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { MAKER } from '../../core/project/system-data.ts';
import type { EvaluatorRequest, EvaluatorVersion } from '../../grading/contract/evaluator.ts';
import { assetId } from '../assets/asset-id.ts';
import { type VersionStore, versionStore } from '../assets/version-store.ts';
import { builtinEvaluators } from './builtin-evaluators.ts';

export interface EvaluatorStore extends VersionStore<EvaluatorVersion> {
  latest(name: string): EvaluatorVersion | undefined;
  /** Creates the next version of a name. Version numbers are never reused, even after a deletion. */
  add(name: string, request: EvaluatorRequest): EvaluatorVersion;
}

/** Stored built-in evaluators may come from an earlier release of the emulator. */
const isSame = (known: EvaluatorVersion | undefined, { definition, categories, metadata }: EvaluatorRequest): boolean =>
  known !== undefined &&
  isDeepStrictEqual([known.definition, known.categories, known.metadata], [definition, categories, metadata]);

/** Evaluators of a project, including the built-in ones. */
export const evaluatorStore = perProject(openEvaluatorStore);

function openEvaluatorStore({ store, clock, name: projectName }: ProjectContext): EvaluatorStore {
  const kept = versionStore<EvaluatorVersion>(store, 'evaluators', { type: (asset) => asset.evaluator_type });
  const numbers = store.collection<{ readonly name: string; readonly last: number }>({
    name: 'evaluatorNumbers',
    key: ({ name }) => name,
  });

  const put = (name: string, version: string, request: EvaluatorRequest): EvaluatorVersion => {
    const now = clock.seconds();
    const id = assetId(projectName, 'evaluators', name, version);
    const times = { created_at: kept.get(name, version)?.created_at ?? now, modified_at: now };
    return kept.put({ ...request, id, name, version, ...times, created_by: MAKER }).object;
  };

  store.transaction(() => {
    // Lists are ordered by creation, so that built-in evaluators come first.
    for (const { name, ...request } of builtinEvaluators())
      if (!isSame(kept.get(name, '1'), request)) put(name, '1', request);
  });

  return {
    ...kept,
    latest: (name) => kept.versions.list({ where: { name, latest: true }, limit: 1 }).objects[0]?.asset,
    add: (name, request) =>
      store.transaction(() => {
        const last = (numbers.get(name)?.last ?? 0) + 1;
        numbers.put({ name, last });
        return put(name, `${last}`, request);
      }),
  };
}
