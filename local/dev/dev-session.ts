import { fork } from 'node:child_process';
import path from 'node:path';
import { messageOf, TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import type { DevBuild } from '../build/dev-build.ts';
import { explainConfigFailure } from '../config/explain-config-failure.ts';
import type { Platform, Services } from '../platform/platform.ts';
import type { Applied } from './apply-config.ts';
import type { TypeChecker } from './type-check.ts';

/** The answer of the Functions host to a reload. */
type ReloadResult =
  | {
      readonly outcome: 'reloaded';
      readonly refused: readonly { readonly name: string; readonly errors: readonly string[] }[];
      readonly draining: number;
      readonly milliseconds: number;
    }
  | KeptResult;

/** The answer of the Functions host to `prepare`. */
type PrepareResult = { readonly outcome: 'prepared'; readonly milliseconds: number } | KeptResult;

interface KeptResult {
  readonly outcome: 'kept';
  readonly problem: string;
  readonly milliseconds: number;
}

export interface DevSessionOptions {
  readonly platform: Platform;
  readonly build: DevBuild;
  readonly types: TypeChecker;
  /** Absolute path of foundry.config.ts. */
  readonly config: string;
  readonly print: (text: string) => void;
}

const KEPT = 'The last good version keeps serving.';

/** Brings the running app in step with the sources, one change at a time. Changes that arrive meanwhile are taken together. */
export class DevSession {
  readonly #options: DevSessionOptions;
  #pending = new Set<string>();
  #working: Promise<void> | undefined;
  #applying: Promise<void> | undefined;
  #applyAgain = false;
  #sources: string | undefined;
  #ended = false;

  constructor(options: DevSessionOptions) {
    this.#options = options;
  }

  /** Takes the result of {@link applyConfig} for the first time. */
  async begin(applied: Promise<Applied>): Promise<void> {
    await this.#take(await applied);
  }

  /**
   * Takes a change of some files.
   * @param files relative to the repository
   */
  change(files: Iterable<string>): void {
    if (this.#ended) return;
    for (const file of files) this.#pending.add(file);
    // A check of what is out of date.
    this.#options.types.stop();
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Takes no more changes and resolves when none is being worked on. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#pending.clear();
    this.#applyAgain = false;
    await Promise.all([this.#working, this.#applying]);
  }

  async #work(): Promise<void> {
    while (this.#pending.size > 0) {
      const files = [...this.#pending];
      this.#pending.clear();
      try {
        await this.#reload(files);
      } catch (error) {
        this.#options.print(`! ${describe(files)} was not loaded: ${messageOf(error)}`);
      }
    }
  }

  async #reload(files: readonly string[]): Promise<void> {
    const { platform, build, types, print } = this.#options;
    const begun = performance.now();
    const took = () => Math.round(performance.now() - begun);
    const checking = types.check();
    let built: number;
    try {
      await build.rebuild();
      built = took();
    } catch (error) {
      types.stop();
      if (!(error instanceof SetupError)) throw error;
      print(`\n${error.message}\n${KEPT}\n`);
      return;
    }
    // The new worker loads the app while its types are checked.
    const preparing = platform.host.ask('prepare') as Promise<PrepareResult>;
    const [[problems, checked], prepared] = await Promise.all([
      checking.then((found) => [found, took()] as const),
      preparing,
    ]);
    if (problems !== '' || this.#pending.size > 0) {
      await platform.host.ask('discard');
      build.revert();
      // Without a message when a newer change is on its way: it is checked as a whole.
      if (problems && this.#pending.size === 0) print(`\n${problems}\n\n${KEPT}\n`);
      return;
    }
    const result = prepared.outcome === 'kept' ? prepared : ((await platform.host.ask('reload')) as ReloadResult);
    if (result.outcome === 'kept') {
      build.revert();
      print(`\n${await this.#explain(result.problem)}\n\n${KEPT}\n`);
      return;
    }
    build.accept();
    const draining = result.draining > 0 ? `; ${result.draining} calls end in the previous version` : '';
    print(
      `reloaded ${describe(files)} in ${took()} ms (build ${built}, types ${checked}, worker ${prepared.milliseconds}, switch ${result.milliseconds} ms)${draining}`,
    );
    for (const { name, errors } of result.refused) print(`! The function ${name} cannot run: ${errors.join(' ')}`);
    void this.#applySoon();
  }

  async #explain(problem: string): Promise<string> {
    const refused = /TerminalError: (foundry\.config\.ts[^\n]*)/.exec(problem)?.[1];
    if (refused !== undefined) return explainConfigFailure(this.#options.config, new TerminalError(refused));
    return problem.replaceAll(`file://${process.cwd()}/`, '').replaceAll(`${process.cwd()}/`, '');
  }

  #applySoon(): Promise<void> {
    this.#applyAgain = !this.#ended;
    this.#applying ??= (async () => {
      while (this.#applyAgain) {
        this.#applyAgain = false;
        try {
          await this.#apply();
        } catch (error) {
          this.#options.print(`! Agents and evaluations were not brought in step: ${messageOf(error)}`);
        }
      }
    })().finally(() => {
      this.#applying = undefined;
    });
    return this.#applying;
  }

  async #apply(): Promise<void> {
    await this.#take(await applyConfig(this.#options.platform.endpoints));
  }

  async #take(applied: Applied): Promise<void> {
    const { platform, print } = this.#options;
    const { endpoints } = platform;
    const first = this.#sources === undefined;
    for (const line of applied.lines) if (first || !/\bunchanged\b|nothing to do/.test(line)) print(line);
    if (applied.failed) return;
    platform.watchContainers(applied.containers);
    const changed = !first && applied.sources !== this.#sources;
    this.#sources = applied.sources;
    if (changed && applied.containers.length > 0) {
      await fetch(`${endpoints.functions}/admin/functions/ingestionReconcile`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      print('The ingestion sources changed: their files are read again where that is needed.');
    }
  }
}

/** Brings agents and evaluations in step with the config, in a process of its own. */
export function applyConfig({ foundryProject, storage, certificate, functions }: Services): Promise<Applied> {
  const env = {
    ...process.env,
    FOUNDRY_PROJECT_ENDPOINT: foundryProject,
    DATA_STORAGE: storage,
    FUNCTIONS_URL: functions,
    DEV_CERTIFICATE: certificate,
  };
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'apply-config.ts'), [], {
      env,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    let applied: Applied | undefined;
    child.once('message', (message: Applied) => {
      applied = message;
    });
    child.once('error', reject);
    child.once('close', () =>
      applied === undefined
        ? resolve({
            lines: ['! Agents and evaluations were not brought in step; see the error above.'],
            failed: true,
            containers: [],
            sources: '',
          })
        : resolve(applied),
    );
  });
}

function describe(files: readonly string[]): string {
  const [first = '', ...others] = files;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
