import { cosine } from '../../model/embedding/embedder.ts';

/** Texts whose directions are closer than this belong together. */
const ALIKE = 0.6;

interface Group {
  /** Sum of the members' directions. */
  readonly centre: number[];
  readonly members: number[];
}

/**
 * Puts what lies in alike directions together, in one walk: each joins the group whose centre it is most like, or begins one of its
 * own (leader clustering). The same vectors in the same order always give the same groups.
 * @returns places in `vectors`, largest group first
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
