import { addAbortSignal, type Readable } from 'node:stream';
import { messageOf } from '../../../../../../shared/core/errors.ts';
import { linesOf } from '../../../../../../shared/core/json-lines/lines.ts';
import { MAX_ROW_BYTES } from '../../../core/limits.ts';
import type { Store } from '../../../core/store/store.ts';
import type { Criterion } from '../../../grading/contract/criteria.ts';
import type { StoredCompletions } from '../../chat-completions/stored-completions.ts';
import type { ResponseStore } from '../../conversations/response-store.ts';
import type { DatasetReader } from '../../datasets/dataset-store.ts';
import type { FileStore } from '../../files/file-store.ts';
import type { TraceStore } from '../../traces/trace-store.ts';
import { type RedTeamParams, type ResponseRetrieval, type Row, rowsOf } from '../objects/data-source.ts';
import type { Eval } from '../objects/eval.ts';
import type { RunSource } from '../objects/eval-run.ts';
import { parseRow } from './parse-row.ts';
import { attackRows, ownObjectives, seedObjective, taxonomyNamed, taxonomyObjectives } from './red-team-rows.ts';
import { retrievedRow } from './retrieved-responses.ts';
import { type RowCheck, rowCheck } from './row-check.ts';
import { rowOfChat } from './stored-chats.ts';
import { rowOfResponse } from './stored-responses.ts';
import { traceRows } from './trace-rows.ts';

/** The data of a run is invalid. The message becomes the run's error. */
export class BadData extends Error {
  override readonly name = 'BadData';
}

export interface RowSources {
  readonly fileStore: FileStore;
  readonly datasets: DatasetReader;
  readonly responses: ResponseStore;
  readonly chats: StoredCompletions;
  readonly traces: TraceStore;
  readonly store: Store;
  /** Returns the emulator's time in seconds. */
  now(): number;
}

/** Yields the rows of a run. @throws BadData naming the line */
export async function* readRows(
  source: RunSource,
  { data_source_config: config, testing_criteria: criteria }: Eval,
  sources: RowSources,
  signal: AbortSignal,
): AsyncGenerator<Row> {
  const rows = writtenRows(source, rowCheck(config), sources, signal);
  const { data_source: data } = source;
  if (data.type === 'azure_ai_traces') yield* traceRows(data, sources.traces, sources.now());
  else if (data.type === 'azure_ai_red_team')
    yield* attacks(data.item_generation_params, criteria, rows, sources.store);
  else if (data.type === 'azure_ai_responses')
    yield* retrievedRows(rows, data.item_generation_params, sources.responses);
  else yield* rows;
}

async function* attacks(
  params: RedTeamParams,
  criteria: readonly Criterion[],
  rows: AsyncIterable<Row>,
  store: Store,
): AsyncGenerator<Row> {
  if (params.type === 'red_team') yield* attackRows(ownObjectives(criteria), params);
  else if (params.type === 'red_team_taxonomy') {
    const id = params.source.type === 'file_id' ? params.source.id : '';
    const taxonomy = taxonomyNamed(store, id);
    if (!taxonomy) throw new BadData(`The taxonomy ${id} was deleted before it could be read.`);
    yield* attackRows(taxonomyObjectives(taxonomy), params);
  } else
    for await (const row of rows) {
      const objective = seedObjective(row);
      if (!objective) throw new BadData('A row has no prompt: item.prompt, item.query or item.objective is missing.');
      yield* attackRows([objective], params);
    }
}

async function* writtenRows(
  { data_source: data, response_ids: ids }: RunSource,
  check: RowCheck,
  { fileStore, datasets, responses, chats }: RowSources,
  signal: AbortSignal,
): AsyncGenerator<Row> {
  const source = rowsOf(data);
  if (!source) return;
  if (source.type === 'file_content') yield* source.content;
  else if (source.type === 'responses') for (const id of ids) yield rowOfResponse(responses, id);
  else if (source.type === 'stored_completions') for (const id of ids) yield rowOfChat(chats, id);
  else if (datasets.isDataset(source.id)) yield* datasetRows(source.id, check, datasets, signal);
  else yield* fileRows(source.id, check, fileStore, signal);
}

async function* retrievedRows(
  rows: AsyncIterable<Row>,
  retrieval: ResponseRetrieval,
  responses: ResponseStore,
): AsyncGenerator<Row> {
  for await (const row of rows) yield retrieved(row, retrieval, responses);
}

function retrieved(row: Row, retrieval: ResponseRetrieval, responses: ResponseStore): Row {
  try {
    return retrievedRow(responses, row, retrieval);
  } catch (cause) {
    throw new BadData(`A row names no response: ${messageOf(cause)}`, { cause });
  }
}

async function* fileRows(id: string, check: RowCheck, fileStore: FileStore, signal: AbortSignal): AsyncGenerator<Row> {
  if (!fileStore.files.get(id)) throw new BadData(`The file ${id} was deleted before it could be read.`);
  yield* rowsIn(fileStore.read(id), id, check, signal);
}

async function* datasetRows(
  id: string,
  check: RowCheck,
  datasets: DatasetReader,
  signal: AbortSignal,
): AsyncGenerator<Row> {
  if (!datasets.exists(id)) throw new BadData(`The dataset ${id} was deleted before it could be read.`);
  for await (const file of datasets.files(id)) yield* rowsIn(file, id, check, signal);
}

async function* rowsIn(bytes: Readable, id: string, check: RowCheck, signal: AbortSignal): AsyncGenerator<Row> {
  for await (const line of linesOf(addAbortSignal(signal, bytes), MAX_ROW_BYTES)) {
    if (line.text === undefined) throw new BadData(`Line ${line.number} of ${id} ${line.problem}.`);
    if (line.text.trim() !== '') yield rowIn(line.text, check, () => `Line ${line.number} of ${id} cannot be used`);
  }
}

function rowIn(text: string, check: RowCheck, where: () => string): Row {
  try {
    const row = parseRow(text);
    const fault = check(row.item);
    if (fault !== undefined) throw new SyntaxError(fault);
    return row;
  } catch (cause) {
    throw new BadData(`${where()}: ${messageOf(cause)}.`, { cause });
  }
}
