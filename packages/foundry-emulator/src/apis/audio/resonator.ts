/**
 * Two-pole resonator: passes its frequency and dampens the rest. Source: Klatt, Software for a cascade/parallel formant synthesizer
 * (1980).
 */
export class Resonator {
  readonly #rate: number;
  #a = 0;
  #b = 0;
  #c = 0;
  #last = 0;
  #before = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Both in Hz. */
  tune(frequency: number, width: number): void {
    const decay = Math.exp((-Math.PI * width) / this.#rate);
    this.#c = -decay * decay;
    this.#b = 2 * decay * Math.cos((2 * Math.PI * frequency) / this.#rate);
    this.#a = 1 - this.#b - this.#c;
  }

  pass(value: number): number {
    const next = this.#a * value + this.#b * this.#last + this.#c * this.#before;
    this.#before = this.#last;
    this.#last = next;
    return next;
  }
}
