import path from 'node:path';
import { adminRoutes } from './admin/admin.ts';
import { coverageOf } from './admin/coverage.ts';
import { ruleDesk } from './apis/evaluation-rules/rule-runner.ts';
import { ruleStore } from './apis/evaluation-rules/rule-store.ts';
import { Gallery } from './apis/images/image-store.ts';
import { groups, scenarioKinds, seedSections } from './apis/registry.ts';
import { readOtlp } from './apis/traces/read-otlp.ts';
import { traceStore } from './apis/traces/trace-store.ts';
import { type ClockState, MovableClock } from './core/clock/movable-clock.ts';
import { DEFAULT_PROJECT } from './core/http/address.ts';
import { loadCertificate } from './core/http/certificate.ts';
import type { FaultRequest } from './core/http/fault.ts';
import { Faults } from './core/http/faults.ts';
import { Projects } from './core/http/projects.ts';
import { Journal } from './core/http/request-journal.ts';
import { Router } from './core/http/router.ts';
import { createServer, listen } from './core/http/server.ts';
import { type Inspect, Service } from './core/http/service.ts';
import { type Log, silentLog } from './core/log.ts';
import { QueueJournal } from './core/project/queue-journal.ts';
import { Scenarios } from './core/scenarios/scenarios.ts';
import type { Settings } from './core/settings.ts';
import { ContentFolders } from './core/store/content-folders.ts';
import { StateDatabase } from './core/store/state-database.ts';
import { type LoopbackClient, loopbackClient } from './seed/loopback-client.ts';
import { NO_SEED, readSeed } from './seed/seed-file.ts';
import { Seeder } from './seed/seeder.ts';
import { catalogue } from './spec/catalogue.ts';

export interface EmulatorOptions {
  /** Folder for the certificate and the state. */
  readonly state: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Objects are forgotten when the emulator stops; the certificate is kept all the same. */
  readonly inMemory?: boolean;
  /** Seconds of the emulator's clock that pass in one second. Default: as it was when the emulator stopped, at first 1. */
  readonly timeScale?: number;
  /** What groups may be set by; the environment, as a rule. */
  readonly settings?: Settings;
  /** Path of a seed file: what there is before anybody asks for anything. */
  readonly seed?: string;
  /** Faults to arm at the start. */
  readonly faults?: readonly FaultRequest[];
  readonly log?: Log;
  /** Sees what operations return before it is sent: for tests. */
  readonly inspect?: Inspect;
}

export interface Emulator {
  readonly port: number;
  readonly endpoints: {
    /** For AIProjectClient. Any other name in place of `local` is another project. */
    readonly project: string;
    /** For AzureOpenAI. */
    readonly azureOpenAI: string;
    /** Clock, faults, journal and the like: no authentication there. */
    readonly admin: string;
  };
  /** Path of the certificate to trust, PEM. */
  readonly certificate: string;
  close(): Promise<void>;
}

/**
 * Starts the emulator in this process.
 * @throws SetupError when the port, the state folder or the certificate cannot be used; nothing is left running then
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { state, port, inMemory = false, timeScale, settings = {}, log = silentLog, inspect } = options;
  const seed = options.seed === undefined ? NO_SEED : readSeed(options.seed, seedSections);
  const scenarios = new Scenarios(scenarioKinds, settings);
  const certificate = await loadCertificate(path.join(state, 'certificate'));
  const database = StateDatabase.open(inMemory ? undefined : path.join(state, 'objects'));
  const seeder = new Seeder(seed, database);
  const folders = new ContentFolders(inMemory ? undefined : path.join(state, 'content'));
  const clock = new MovableClock({
    log,
    kept: database.fact('clock') as ClockState | undefined,
    scale: timeScale,
    save: (stand) => database.setFact('clock', stand),
  });
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
  const service = new Service({ router: new Router(catalogue), handlerOf, faults, journal, log, inspect });
  const coverage = () => coverageOf(catalogue, (id) => handlerOf(DEFAULT_PROJECT, id) !== undefined);
  const humanEvaluations = (project: string, limit: number) =>
    ruleStore(database.store(project)).humanEvaluations.list({ order: 'desc', limit }).objects;
  const fireRule = (project: string, id: string, responseId: string) =>
    ruleDesk(projects.context(project)).fire(id, responseId);
  const traces = {
    receive: (project: string, body: unknown) =>
      traceStore(database.store(project)).keep(readOtlp(body, clock.seconds())),
    latest: (project: string, limit: number) => traceStore(database.store(project)).latest(limit),
  };
  const madeImage = (project: string, name: string) =>
    new Gallery(
      () => folders.of(project),
      () => clock.seconds(),
    ).read(name);
  const reset = async () => {
    await projects.close();
    clock.reset(timeScale);
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
    for (const fault of options.faults ?? []) faults.add(fault);
  };
  const server = createServer(certificate);
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
