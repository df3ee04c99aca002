import { cosine } from '../../model/embedding/embedder.ts';

/** Similarity from which texts belong to one group. */
const ALIKE = 0.6;

interface Group {
  /** Sum of the members' vectors. */
  readonly centre: number[];
  readonly members: number[];
}

/**
 * Groups similar vectors by leader clustering in one pass: each vector joins the group with the most similar center, or starts a new one.
 * The result is deterministic.
 * @returns positions in `vectors`, largest group first
 */
export function alikeGroups(vectors: readonly (readonly number[])[]): number[][] {
  const groups: Group[] = [];
  for (const [at, vector] of vectors.entries()) {
    const length = Math.hypot(...vector) || 1;
    const [best, likeness] = closest(groups, vector);
    if (best && likeness >= ALIKE) {
      best.members.push(at);
      for (const [index, value] of vector.entries()) best.centre[index] = (best.centre[index] ?? 0) + value / length;
    } else groups.push({ centre: vector.map((value) => value / length), members: [at] });
  }
  return groups.map(({ members }) => members).sort((left, right) => right.length - left.length);
}

function closest(groups: readonly Group[], vector: readonly number[]): [Group | undefined, number] {
  let best: Group | undefined;
  let likeness = Number.NEGATIVE_INFINITY;
  for (const group of groups) {
    const here = cosine(group.centre, vector);
    if (here > likeness) [best, likeness] = [group, here];
  }
  return [best, likeness];
}
