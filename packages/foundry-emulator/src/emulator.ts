import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SetupError } from '../../../shared/core/setup-error.ts';
import { adminRoutes } from './admin/admin.ts';
import { coverageOf } from './admin/coverage.ts';
import { projectRules } from './apis/evaluation-rules/rule-runner.ts';
import { ruleStore } from './apis/evaluation-rules/rule-store.ts';
import { pythonGraderCommand } from './apis/evaluators/grading-tools.ts';
import { ImageStore } from './apis/images/image-store.ts';
import { groups, scenarioKinds, seedSections } from './apis/registry.ts';
import { readOtlp } from './apis/traces/read-otlp.ts';
import { traceStore } from './apis/traces/trace-store.ts';
import { type ClockState, MovableClock } from './core/clock/movable-clock.ts';
import { DEFAULT_PROJECT } from './core/http/address.ts';
import { loadCertificate } from './core/http/certificate.ts';
import type { FaultRequest } from './core/http/fault.ts';
import { Faults, unknownOperation } from './core/http/faults.ts';
import { Projects } from './core/http/projects.ts';
import { Journal } from './core/http/request-journal.ts';
import { Router } from './core/http/router.ts';
import { createServer, listen } from './core/http/server.ts';
import { type Inspect, Service } from './core/http/service.ts';
import { type Log, silentLog } from './core/log.ts';
import { QueueJournal } from './core/project/queue-journal.ts';
import { logIsolation } from './core/python-isolation.ts';
import { pythonState } from './core/python-process.ts';
import { Scenarios } from './core/scenarios/scenarios.ts';
import type { Settings } from './core/settings.ts';
import { ContentFolders } from './core/store/content-folders.ts';
import { StateDatabase } from './core/store/state-database.ts';
import { type LoopbackClient, loopbackClient } from './seed/loopback-client.ts';
import { NO_SEED, readSeed, type SeedFile } from './seed/seed-file.ts';
import { Seeder } from './seed/seeder.ts';
import { catalogue } from './spec/catalogue.ts';

export interface EmulatorOptions {
  /** Port on 127.0.0.1 and ::1. Default 0: a free port. */
  readonly port?: number;
  /** Folder for the certificate and the objects. Default: a temporary folder that `close` removes. */
  readonly state?: string;
  /** Keeps objects in memory only; the certificate is stored in any case. Default: true unless `state` is given. */
  readonly inMemory?: boolean;
  /** Objects, files and requests to start with: the path of a seed file, or its content. Sent to a new state only. */
  readonly seed?: string | SeedFile;
  readonly clock?: {
    /** Time at the start. Default: the machine's time, or the time at which a stored state was closed. */
    readonly now?: Date;
    /** Seconds of the emulator's clock per real second; 0 stops it. Default: as stored, else 1. */
    readonly scale?: number;
  };
  /** Settings named `FOUNDRY_...`, as in the environment of the command. Default: none. */
  readonly settings?: Settings;
  /** Faults to arm at the start. */
  readonly faults?: readonly FaultRequest[];
  /** Receives log entries. Default: nothing is logged. */
  readonly log?: Log;
  /** @internal Sees each operation's result before it is sent. */
  readonly inspect?: Inspect;
}

export interface Emulator {
  readonly port: number;
  readonly endpoints: {
    /** For AIProjectClient. Any name in place of `local` is another project. */
    readonly project: string;
    /** For AzureOpenAI. */
    readonly azureOpenAI: string;
    /** Clock, faults, scenarios, journals; needs no authentication. */
    readonly admin: string;
  };
  /** Path of the certificate that clients must trust, PEM. */
  readonly certificate: string;
  /** Ends running requests and background work, and stores the clock. */
  close(): Promise<void>;
}

/**
 * Starts an emulator in this process, for instance in a test.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import tls from 'node:tls';
 *
 * const emulator = await createEmulator({ clock: { scale: 0 } });
 * tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(emulator.certificate, 'utf8')]);
 * const response = await fetch(`${emulator.endpoints.azureOpenAI}/openai/v1/chat/completions`, {
 *   method: 'POST',
 *   headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
 *   body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] }),
 * });
 * const { object } = await response.json();
 * await emulator.close();
 * ```
 *
 * @throws SetupError when the port, the state folder, the certificate, the seed or a setting cannot be used; nothing is left running
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (options.state !== undefined) return start({ ...options, state: options.state });
  const state = mkdtempSync(path.join(tmpdir(), 'foundry-emulator-'));
  const remove = () => rmSync(state, { recursive: true, force: true });
  try {
    const emulator = await start({ inMemory: true, ...options, state });
    return { ...emulator, close: () => emulator.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function start(options: EmulatorOptions & { readonly state: string }): Promise<Emulator> {
  const { state, port = 0, inMemory = false, settings = {}, log = silentLog, inspect } = options;
  const { scale, now } = options.clock ?? {};
  const seed = options.seed === undefined ? NO_SEED : readSeed(options.seed, seedSections);
  const scenarios = new Scenarios(scenarioKinds, settings);
  const certificate = await loadCertificate(path.join(state, 'certificate'));
  const database = StateDatabase.open(inMemory ? undefined : path.join(state, 'objects'));
  const seeder = new Seeder(seed, database);
  const folders = new ContentFolders(inMemory ? undefined : path.join(state, 'content'));
  const clock = new MovableClock({
    log,
    kept: database.fact('clock') as ClockState | undefined,
    scale,
    now: now?.getTime(),
    save: (stand) => database.setFact('clock', stand),
  });
  await logIsolation(settings, log);
  const queueJournal = new QueueJournal();
  const projects = new Projects({
    groups,
    database,
    folders,
    clock,
    settings,
    seed: seed.objects,
    scenarios,
    log,
    queueJournal,
  });
  const handlerOf = (project: string, id: string) => projects.handler(project, id);
  const faults = new Faults();
  const journal = new Journal();
  const operations = catalogue.map(({ id }) => id);
  const service = new Service({ router: new Router(catalogue), handlerOf, faults, journal, log, inspect });
  const coverage = () => coverageOf(catalogue, (id) => handlerOf(DEFAULT_PROJECT, id) !== undefined);
  const humanEvaluations = (project: string, limit: number) =>
    ruleStore(database.store(project)).humanEvaluations.list({ order: 'desc', limit }).objects;
  const fireRule = (project: string, id: string, responseId: string) =>
    projectRules(projects.context(project)).fire(id, responseId);
  const traces = {
    receive: (project: string, body: unknown) =>
      traceStore(database.store(project)).keep(readOtlp(body, clock.seconds())),
    latest: (project: string, limit: number) => traceStore(database.store(project)).latest(limit),
  };
  const madeImage = (project: string, name: string) =>
    new ImageStore(
      () => folders.of(project),
      () => clock.seconds(),
    ).read(name);
  const reset = async () => {
    await projects.close();
    clock.reset(scale, now?.getTime());
    database.clear();
    folders.clear();
    faults.remove();
    scenarios.reset();
    journal.clear();
    queueJournal.clear();
    if (client) await seeder.again(client);
    armFaults();
  };
  let client: LoopbackClient | undefined;
  const armFaults = () => {
    for (const fault of options.faults ?? []) {
      const problem = unknownOperation(fault, operations);
      if (problem) throw new SetupError(`A fault is wrong: ${problem}.`);
      faults.add(fault);
    }
  };
  const server = createServer(certificate, log);
  const close = async () => {
    clock.stop();
    await projects.close();
    await server.close();
    await service.settled();
    database.close();
    folders.close();
  };
  try {
    server.register(
      adminRoutes({
        clock,
        scenarios,
        faults,
        operations,
        python: () => pythonState(pythonGraderCommand(settings)),
        journal,
        queueJournal,
        coverage,
        humanEvaluations,
        fireRule,
        traces,
        madeImage,
        reset,
        database,
      }),
      {
        prefix: '/_emulator',
      },
    );
    server.setNotFoundHandler(service.serve);
    projects.resume();
    const bound = await listen(server, port);
    client = loopbackClient(bound, certificate.certificate);
    await seeder.first(client);
    armFaults();
    return { port: bound, endpoints: endpointsAt(bound), certificate: certificate.file, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function endpointsAt(port: number): Emulator['endpoints'] {
  const origin = `https://localhost:${port}`;
  return { project: `${origin}/api/projects/${DEFAULT_PROJECT}`, azureOpenAI: origin, admin: `${origin}/_emulator` };
}
