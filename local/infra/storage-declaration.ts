import { DEAD_LETTERS_TABLE } from '../../shared/azure/queues/dead-letters.ts';
import { shardNumbers } from '../../shared/azure/storage/shards.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { RESPONSES_QUEUE } from '../../shared/evaluations/responses/response-messages.ts';
import { RESPONSES_TABLE } from '../../shared/evaluations/responses/waiting-responses.ts';
import { EVALUATIONS_CONTAINER } from '../../shared/evaluations/store/json-blob.ts';
import { RUNS_TABLE } from '../../shared/evaluations/store/run-history.ts';
import { LEDGER_TABLE } from '../../shared/ingestion/ledger/table-ledger.ts';
import { placesOf } from '../../shared/ingestion/sources/source-map.ts';
import { JOB_EVENTS_QUEUE } from '../../shared/jobs/notifications/cloud-event.ts';
import { JOB_EVENTS_TABLE } from '../../shared/jobs/store/job-events.ts';
import { RESULTS_CONTAINER } from '../../shared/jobs/store/job-files.ts';
import { JOBS_TABLE } from '../../shared/jobs/store/job-store.ts';
import { AUDIT_TABLE } from '../../shared/operations/audit-log.ts';
import { TRIGGER_QUEUES } from '../../shared/operations/trigger-queues.ts';
import { CALL_HISTORY_TABLE } from '../../shared/tools/call-history.ts';
import { CALLS_TABLE } from '../../shared/tools/call-ledger.ts';
import { ANSWERS_CONTAINER } from '../../shared/tools/fit-answer.ts';
import { toolFunction } from '../../shared/tools/tool-queues.ts';

/** The content of infra/data/storage.json: what the templates create in the data account, and the access of the app to each. */
export interface StorageDeclaration {
  readonly queues: readonly QueueDeclaration[];
  readonly tables: readonly string[];
  readonly containers: readonly ContainerDeclaration[];
  /** Further storage accounts, by number: each has the queues of the tools and the table that says who runs a call. */
  readonly shards: readonly number[];
  /** Functions that answer agents; instances of them can be kept ready. */
  readonly toolFunctions: readonly string[];
}

interface QueueDeclaration {
  readonly name: string;
  readonly app: 'sends' | 'reads';
  /** True if the project's agents use it. */
  readonly agents?: true;
}

interface ContainerDeclaration {
  readonly name: string;
  readonly app: 'reads' | 'writes';
  /** True if Event Grid reports its blobs to the app. */
  readonly ingested?: true;
}

/** Tables of the runtime; `storage.tables` of the config names those of the tools. */
const TABLES = [
  AUDIT_TABLE,
  CALLS_TABLE,
  CALL_HISTORY_TABLE,
  DEAD_LETTERS_TABLE,
  JOB_EVENTS_TABLE,
  JOBS_TABLE,
  LEDGER_TABLE,
  RESPONSES_TABLE,
  RUNS_TABLE,
];

/** Containers that the runtime writes. */
const CONTAINERS = [ANSWERS_CONTAINER, EVALUATIONS_CONTAINER, RESULTS_CONTAINER];

/** Derives from the config what has to be declared for Azure, sorted by name. */
export function declareStorage(config: CheckedConfig): StorageDeclaration {
  const answersResponses = config.evaluations.rules.some(({ by }) => by === 'backend');
  const triggers = [...TRIGGER_QUEUES.map(({ name }) => name), ...(answersResponses ? [RESPONSES_QUEUE] : [])];
  const queues: QueueDeclaration[] = [
    ...triggers.flatMap(withPoison),
    { name: JOB_EVENTS_QUEUE, app: 'sends' },
    ...(answersResponses ? [] : [{ name: RESPONSES_QUEUE, app: 'sends' as const }]),
    ...config.tools.flatMap(({ queues: { input, output, poison } }): QueueDeclaration[] => [
      { name: input, app: 'reads', agents: true },
      { name: poison, app: 'reads' },
      { name: output, app: 'sends', agents: true },
    ]),
  ];
  const ingested = [...new Set(config.ingestion.flatMap(placesOf).map(({ container }) => container))];
  const read = config.jobs.containers.filter((name) => !ingested.includes(name) && !CONTAINERS.includes(name));
  const containers: ContainerDeclaration[] = [
    ...CONTAINERS.map((name) => ({ name, app: 'writes' as const })),
    ...ingested.map((name) => ({ name, app: 'reads' as const, ingested: true as const })),
    ...read.map((name) => ({ name, app: 'reads' as const })),
  ];
  const shards = shardNumbers(config.storage.readShards);
  return {
    queues: byName(queues),
    tables: [...new Set([...TABLES, ...config.storage.tables])].sort(),
    containers: byName(containers),
    shards: shards.slice(1),
    toolFunctions: shards.flatMap((shard) => config.tools.map(({ name }) => toolFunction(name, shard))).sort(),
  };
}

const withPoison = (name: string): QueueDeclaration[] => [
  { name, app: 'reads' },
  { name: `${name}-poison`, app: 'reads' },
];

const byName = <T extends { readonly name: string }>(entries: readonly T[]): T[] =>
  entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
