import { figure, percent } from '../../report/markdown.ts';
import type { Gates } from './request.ts';
import type { CriterionScore } from './score-card.ts';

/** Result of one gate with the measured value. */
export interface GateVerdict {
  readonly criterion: string;
  readonly gate: 'minPassRate' | 'minMean';
  readonly wanted: number;
  /** Left out when nothing could be measured: such a gate is not met. */
  readonly measured?: number;
  readonly met: boolean;
}

export function evaluateGates(gates: Gates, scores: readonly CriterionScore[]): GateVerdict[] {
  return Object.entries(gates).flatMap(([criterion, { minPassRate, minMean }]) => {
    const score = scores.find((one) => one.criterion === criterion);
    const rated = score !== undefined && score.total > 0 ? score.passRate : undefined;
    return [
      ...(minPassRate === undefined ? [] : [verdict(criterion, 'minPassRate', minPassRate, rated)]),
      ...(minMean === undefined ? [] : [verdict(criterion, 'minMean', minMean, score?.mean)]),
    ];
  });
}

/** Sums of shares are off in the last digits: 0.1 + 0.2 must meet 0.3. */
const TOLERANCE = 1e-9;

function verdict(
  criterion: string,
  gate: GateVerdict['gate'],
  wanted: number,
  measured: number | undefined,
): GateVerdict {
  const met = measured !== undefined && measured >= wanted - TOLERANCE;
  return { criterion, gate, wanted, ...(measured === undefined ? {} : { measured }), met };
}

/** A gate in words: `exact: pass rate 80 %, wanted 90 %`. */
export function describeGate({ criterion, gate, wanted, measured }: GateVerdict): string {
  return gate === 'minPassRate'
    ? `${criterion}: pass rate ${percent(measured)}, wanted ${percent(wanted)}`
    : `${criterion}: mean ${figure(measured)}, wanted ${figure(wanted)}`;
}
