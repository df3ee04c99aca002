import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { containerScript } from '../../apis/agents/container-scenario.ts';
import { tuningScript } from '../../apis/fine-tuning/job/fine-tuning-scenario.ts';
import { contentFilterScript } from '../../model/content-filter/content-filter-scenario.ts';
import { DEFAULT_RULES } from '../../model/content-filter/default-rules.ts';
import { modelScript } from '../../model/scenario/model-scenario.ts';
import type { Settings } from '../project/project-context.ts';

/** What can be scripted, and the setting that gives the script to begin with: the path of a JSON file, or the JSON itself. */
const KINDS = {
  'content-filter': {
    schema: contentFilterScript,
    setting: 'FOUNDRY_CONTENT_FILTER_SCRIPT',
    none: DEFAULT_RULES,
    docs: 'Content filter',
  },
  containers: {
    schema: containerScript,
    setting: 'FOUNDRY_CONTAINERS_SCRIPT',
    none: { rules: [] },
    docs: 'Hosted agents',
  },
  'fine-tuning': {
    schema: tuningScript,
    setting: 'FOUNDRY_FINE_TUNING_SCRIPT',
    none: { rules: [] },
    docs: 'Fine-tuning',
  },
  model: {
    schema: modelScript,
    setting: 'FOUNDRY_MODEL_SCRIPT',
    none: { turns: [], otherwise: 'fall-back' },
    docs: 'The model stand-in',
  },
} as const;

export type ScriptName = keyof typeof KINDS;
type Script<Name extends ScriptName> = z.infer<(typeof KINDS)[Name]['schema']>;

/** Says how simulated things go: set when the emulator starts, and exchanged below `/_emulator/scripts/`. */
export class Scripts {
  readonly #first: ReadonlyMap<string, unknown>;
  readonly #current: Map<string, unknown>;

  /** @throws SetupError when a setting gives no script */
  constructor(settings: Settings) {
    this.#first = new Map(
      Object.entries(KINDS).map(([name, kind]) => [name, read(settings[kind.setting], kind) ?? kind.none]),
    );
    this.#current = new Map(this.#first);
  }

  static readonly names = Object.keys(KINDS);

  static isName = (name: string): name is ScriptName => Object.hasOwn(KINDS, name);

  current<Name extends ScriptName>(name: Name): Script<Name> {
    return this.#current.get(name) as Script<Name>;
  }

  /** @throws ZodError when it is no such script */
  replace(name: ScriptName, script: unknown): unknown {
    const parsed = KINDS[name].schema.parse(script);
    this.#current.set(name, parsed);
    return parsed;
  }

  /** Back to the scripts of the start: one, or all. */
  reset(name?: ScriptName): void {
    for (const [each, script] of this.#first) if (name === undefined || name === each) this.#current.set(each, script);
  }
}

function read(setting: string | undefined, { schema, setting: name, docs }: (typeof KINDS)[ScriptName]): unknown {
  if (!setting?.trim()) return undefined;
  const inline = setting.trimStart().startsWith('{');
  try {
    return schema.parse(JSON.parse(inline ? setting : readFileSync(setting, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw new SetupError(
      `${name} ${inline ? 'is' : `names ${setting}, which is`} no script: ${why}\nSee "${docs}" in docs/emulator/ for what a script may say.`,
      { cause },
    );
  }
}
