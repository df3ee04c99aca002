import type { MethodName } from '../job/job-request.ts';

/** Metrics of one step. */
export interface StepMetrics {
  readonly step: number;
  readonly train_loss: number;
  readonly train_mean_token_accuracy: number;
  readonly valid_loss?: number;
  readonly valid_mean_token_accuracy?: number;
  /** Mean reward of the grader, 0 to 1, for the method `reinforcement`. */
  readonly train_mean_reward?: number;
  readonly valid_mean_reward?: number;
}

/** Inputs that determine the metrics. */
export interface Course {
  readonly seed: number;
  readonly steps: number;
  readonly examples: number;
  readonly method: MethodName;
  readonly validated: boolean;
}

/** Loss before training: of the answers' tokens, or for preferences ln 2, at which neither answer is preferred. */
const FIRST_LOSS: Readonly<Record<MethodName, number>> = { supervised: 2.2, dpo: Math.LN2, reinforcement: 1.1 };

/** Share of the first loss that remains at the end; more examples leave less. */
const LAST_SHARE = 0.16;

/** Rate at which the loss falls over the whole training. */
const FALL = 3.5;

/** Random variation, as a share of the loss. */
const NOISE = 0.06;

/** Returns the metrics of a step. They are deterministic for a seed and a course, and fall except for the noise. */
export function metricsAt({ seed, steps, examples, method, validated }: Course, step: number): StepMetrics {
  const first = FIRST_LOSS[method] * (1 + 0.1 * noise(seed, 0));
  const last = first * (LAST_SHARE + 0.3 / Math.log2(examples + 2) ** 2);
  const smooth = last + (first - last) * Math.exp((-FALL * step) / steps);
  const train = smooth * (1 + NOISE * noise(seed, step));
  const valid = smooth * 1.07 * (1 + (NOISE / 2) * noise(seed + 1, step));
  return {
    step,
    train_loss: round(train),
    train_mean_token_accuracy: accuracy(train),
    ...(validated ? { valid_loss: round(valid), valid_mean_token_accuracy: accuracy(valid) } : {}),
    ...(method === 'reinforcement' ? rewards(train, valid, first, validated) : {}),
  };
}

/** Rewards rise as the loss falls. */
function rewards(train: number, valid: number, first: number, validated: boolean) {
  const reward = (loss: number) => round(Math.min(Math.max(1 - (0.75 * loss) / first, 0), 1));
  return { train_mean_reward: reward(train), ...(validated ? { valid_mean_reward: reward(valid) } : {}) };
}

/** Estimates the token accuracy from the loss. */
const accuracy = (loss: number): number => round(Math.exp(-0.6 * loss));

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Returns a pseudorandom number between -1 and 1 for a seed and a step (Mulberry32). */
function noise(seed: number, step: number): number {
  let state = (Math.imul(seed, 0x9e3779b1) + Math.imul(step + 1, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 31 - 1;
}
