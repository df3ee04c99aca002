import type { Random } from '../../shared/core/random.ts';

const TEXTS = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '-1e400',
  '"text"',
  '[]',
  '{}',
  '[[{}]]',
  '{"a":',
  '{"__proto__":{"x":1}}',
  '<xml/>',
  '%00%2e%2e/',
  '../private-things/x',
  'documents/../private-things/x.jsonl',
  '\ufeff{}',
  '\\ud800',
  '手册 🦊',
];

/** Makes values that no function expects, the same ones for the same seed. */
export class Junk {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** A JSON value of any type. */
  value(depth = 2): unknown {
    const kind = this.below(depth > 0 ? 9 : 7);
    if (kind === 0) return null;
    if (kind === 1) return this.#random() < 0.5;
    if (kind === 2) return this.pick([0, -1, 1e21, 2 ** 53, 0.1, -0]);
    if (kind === 3) return 'x'.repeat(this.below(3_000));
    if (kind < 7) return this.pick(TEXTS);
    const members = Array.from({ length: this.below(4) }, () => this.value(depth - 1));
    return kind === 7
      ? members
      : Object.fromEntries(members.map((member, at) => [this.pick(NAMES) + (at % 2), member]));
  }

  /** A sample with some of its fields replaced, removed or added. */
  changed(sample: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const copy: Record<string, unknown> = { ...sample };
    for (let changes = 1 + this.below(3); changes > 0; changes--) {
      const name = this.#random() < 0.8 ? this.pick(Object.keys(sample)) : this.pick(NAMES);
      if (this.#random() < 0.3) delete copy[name];
      else copy[name] = this.value();
    }
    return copy;
  }

  /** Text of a message or a body: garbage, JSON that nests deeply, or one of the samples changed or cut off. */
  text(samples: readonly Readonly<Record<string, unknown>>[]): string {
    const kind = this.below(10);
    if (kind === 0) return this.pick(TEXTS);
    if (kind === 1) return Array.from({ length: this.below(200) }, () => this.pick([...PRINTABLE])).join('');
    if (kind === 2) return '['.repeat(1 + this.below(20_000));
    if (kind === 3) return `${'{"a":'.repeat(1 + this.below(3_000))}1`;
    const depth = 1 + this.below(4_000);
    if (kind === 4) return `{"function_args":${'['.repeat(depth)}${']'.repeat(depth)},"CorrelationId":"deep"}`;
    const whole = JSON.stringify(this.changed(this.pick(samples)));
    return kind === 5 ? whole.slice(0, this.below(whole.length)) : whole;
  }
}

const NAMES = [
  'id',
  'name',
  'data',
  'type',
  'subject',
  '__proto__',
  'constructor',
  'function_args',
  'CorrelationId',
  '',
];
const PRINTABLE = 'abcXYZ019{}[]":,.-_/\\ %&<>+=\n\té漢🦊';
