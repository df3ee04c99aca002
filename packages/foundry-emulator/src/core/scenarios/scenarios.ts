import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { Settings } from '../settings.ts';

/** One kind of simulated behaviour that rules can change, such as the turns the model speaks. */
export interface ScenarioKind<T> {
  /** Name below `/_emulator/scenarios/`. */
  readonly name: string;
  /** Environment variable with the initial scenario: the path of a JSON file, or the JSON itself. */
  readonly setting: string;
  readonly schema: z.ZodType<T>;
  /** The scenario in force when the setting is absent. */
  readonly initial: T;
  /** Heading in the documentation that describes the format. */
  readonly docs: string;
}

/** Declares a kind of scenario. Features declare theirs; `apis/registry.ts` lists them. */
export const scenarioKind = <T>(kind: ScenarioKind<T>): ScenarioKind<T> => kind;

/** Scenarios in force: read from the settings at the start, replaced through `/_emulator/scenarios/`. */
export class Scenarios {
  readonly #kinds: ReadonlyMap<string, ScenarioKind<unknown>>;
  readonly #initial: ReadonlyMap<string, unknown>;
  readonly #current: Map<string, unknown>;

  /** @throws SetupError when a setting does not hold a valid scenario */
  constructor(kinds: readonly ScenarioKind<unknown>[], settings: Settings) {
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    this.#initial = new Map(kinds.map((kind) => [kind.name, read(settings[kind.setting], kind) ?? kind.initial]));
    this.#current = new Map(this.#initial);
  }

  get names(): readonly string[] {
    return [...this.#kinds.keys()];
  }

  current<T>({ name, initial }: ScenarioKind<T>): T {
    return this.#current.has(name) ? (this.#current.get(name) as T) : initial;
  }

  /** The scenario of a kind by name, or undefined for a name that is not a kind. */
  named(name: string): unknown {
    return this.#current.get(name);
  }

  /**
   * @returns the scenario now in force, or undefined for a name that is not a kind
   * @throws ZodError when the scenario does not fit the kind's schema
   */
  replace(name: string, scenario: unknown): unknown {
    const kind = this.#kinds.get(name);
    if (!kind) return undefined;
    const parsed = kind.schema.parse(scenario);
    this.#current.set(name, parsed);
    return parsed;
  }

  /** Restores the initial scenario of one kind, or of all. */
  reset(name?: string): void {
    for (const [each, scenario] of this.#initial)
      if (name === undefined || name === each) this.#current.set(each, scenario);
  }
}

function read<T>(setting: string | undefined, { schema, setting: name, docs }: ScenarioKind<T>): T | undefined {
  if (!setting?.trim()) return undefined;
  const inline = setting.trimStart().startsWith('{');
  try {
    return schema.parse(JSON.parse(inline ? setting : readFileSync(setting, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw new SetupError(
      `${inline ? name : `${name} names ${setting}, which`} is not a valid scenario: ${why}\nSee "${docs}" in docs/emulator/ for the format.`,
      { cause },
    );
  }
}
