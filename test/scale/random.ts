import { type Random, seededRandom } from '../../shared/core/random.ts';

/** Random numbers of a simulation. */
export class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  uniform(from: number, to: number): number {
    return from + (to - from) * this.#random();
  }

  /** Time until the next of events that come independently, `perSecond` on average. Milliseconds. */
  untilNext(perSecond: number): number {
    return (-Math.log(1 - this.#random()) * 1000) / perSecond;
  }

  /** A duration with this mean that varies log-normally: services are mostly quick and sometimes slow. */
  duration(mean: number, sigma = 0.5): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
    return mean * Math.exp(sigma * normal - (sigma * sigma) / 2);
  }
}
