import { newId } from '../../core/ids.ts';
import type { Embedder } from '../../model/embedding/embedder.ts';
import { alikeGroups } from './alike.ts';
import { commonWords } from './common-words.ts';
import { coordinatesOf } from './coordinates.ts';
import type { FailedResult } from './failed-results.ts';
import type { Cluster, ClusterInsight } from './insight.ts';

/** Maximum number of failures to group, the latest ones: each is compared with every group. */
export const MOST_FAILURES = 2_000;
/** Texts in one request for embeddings. */
const BATCH = 100;
const SHOWN_CHARACTERS = 300;

/** Groups failures by criterion, and within a criterion by similar texts. No model describes the groups. */
export async function clusterFailures(
  all: readonly FailedResult[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<ClusterInsight> {
  const failures = all.slice(-MOST_FAILURES);
  const vectors = await embedded(failures, embedder, signal);
  const criteria = Map.groupBy(failures.keys(), (at) => failures[at]?.sample.evaluationResult.name ?? '');
  const clusters = [...criteria]
    .map(([criterion, places]) => {
      const members = places.map((at) => failures[at]).filter((one) => one !== undefined);
      return clusterOf(criterion, members, alikeGroups(places.map((at) => vectors[at] ?? [])));
    })
    .sort((left, right) => right.weight - left.weight);
  return {
    summary: {
      sampleCount: failures.length,
      uniqueClusterCount: clusters.length,
      uniqueSubclusterCount: clusters.reduce((sum, { subClusters }) => sum + subClusters.length, 0),
      method: `failed results by criterion, then by likeness of their texts (leader clustering of embeddings: ${embedder.label})`,
      usage: { inputTokenUsage: 0, outputTokenUsage: 0, totalTokenUsage: 0 },
    },
    clusters,
    coordinates: coordinatesOf(clusters),
  };
}

async function embedded(failures: readonly FailedResult[], embedder: Embedder, signal: AbortSignal) {
  const vectors: number[][] = [];
  for (let at = 0; at < failures.length; at += BATCH) {
    const texts = failures.slice(at, at + BATCH).map(({ text }) => text);
    vectors.push(...(await embedder.embed(texts, signal)));
  }
  return vectors;
}

/** Returns the cluster of a criterion. Drops a group that holds all members. */
function clusterOf(criterion: string, members: readonly FailedResult[], groups: readonly number[][]): Cluster {
  const about = { id: newId('cluster'), label: criterion, ...wordsAbout(criterion, members) };
  if (groups.length < 2) return { ...about, subClusters: [], samples: members.map(({ sample }) => sample) };
  const subClusters = groups.map((places): Cluster => {
    const inside = members.filter((_, at) => places.includes(at));
    const outside = members.filter((_, at) => !places.includes(at));
    const words = commonWords(
      inside.map(({ text }) => text),
      outside.map(({ text }) => text),
    );
    const label = words.length > 0 ? `${criterion}: ${words.join(', ')}` : criterion;
    const samples = inside.map(({ sample }) => sample);
    return { id: newId('cluster'), label, ...wordsAbout(criterion, inside), subClusters: [], samples };
  });
  return { ...about, subClusters, samples: [] };
}

function wordsAbout(criterion: string, members: readonly FailedResult[]) {
  const weight = members.length;
  const mean = members.reduce((sum, { sample }) => sum + sample.evaluationResult.score, 0) / weight;
  const first = members[0];
  const reason = first?.reason ?? first?.text ?? '';
  return {
    weight,
    description: `${weight} ${weight === 1 ? 'row' : 'rows'} did not pass "${criterion}"; mean score ${Number(mean.toFixed(4))}.`,
    suggestionTitle: `Look at rows that did not pass "${criterion}"`,
    suggestion: `Begin with the first: ${reason.length > SHOWN_CHARACTERS ? `${reason.slice(0, SHOWN_CHARACTERS)} ...` : reason}`,
  };
}
