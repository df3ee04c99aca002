import { closestText } from '../../../../../../shared/core/closest-text.ts';
import { messageOf } from '../../../../../../shared/core/errors.ts';
import { badRequest, notServed } from '../../../core/http/api-error.ts';
import { isRecord } from '../../../core/json-schema.ts';
import type { Collection, Store } from '../../../core/store/store.ts';
import { variablesIn } from '../../../grading/contract/messages.ts';
import { variableFault } from '../../../grading/contract/template.ts';
import type { AgentStore } from '../../agents/agent-store.ts';
import type { Assistant } from '../../assistants/objects/assistant.ts';
import type { DatasetReader } from '../../datasets/dataset-store.ts';
import type { ModelDeployment } from '../../deployments/model-catalogue.ts';
import type { FileStore } from '../../files/file-store.ts';
import { STRATEGY_NAMES, strategyNamed } from '../../red-teams/strategies.ts';
import { taxonomyNamed } from '../data/red-team-rows.ts';
import { responseIdIn } from '../data/retrieved-responses.ts';
import { rowCheck } from '../data/row-check.ts';
import {
  type DataSource,
  type InputMessages,
  type RedTeamSource,
  type ResponseRetrieval,
  type Rows,
  rowsOf,
  type StoredChats,
  type StoredResponses,
  type Target,
  type TraceSource,
} from '../objects/data-source.ts';
import type { Eval } from '../objects/eval.ts';

/** Supported types by the field that names them. */
const SERVED = {
  type: [
    'jsonl',
    'completions',
    'responses',
    'azure_ai_target_completions',
    'azure_ai_responses',
    'azure_ai_traces',
    'azure_ai_red_team',
  ],
  source: ['file_content', 'file_id', 'responses', 'stored_completions'],
  target: ['azure_ai_model', 'azure_ai_agent', 'azure_ai_assistant'],
  item_generation_params: ['response_retrieval', 'red_team', 'red_team_seed_prompts', 'red_team_taxonomy'],
} as const;

export interface RunDependencies {
  readonly store: Store;
  readonly fileStore: FileStore;
  readonly datasets: DatasetReader;
  readonly agents: AgentStore;
  readonly assistants: Collection<Assistant>;
  readonly deployments: Collection<ModelDeployment>;
}

/**
 * Returns the data source of a run after all checks that need no rows.
 * @throws ApiError 400 naming the field, 501 for unsupported types
 */
export function checkRunSource(given: unknown, evaluation: Eval, dependencies: RunDependencies): DataSource {
  checkServed(given);
  const data = given as DataSource;
  const place = 'item_generation_params' in data ? 'data_source.item_generation_params.source' : 'data_source.source';
  const rows = rowsOf(data);
  if (rows) checkRows(rows, evaluation, dependencies, place);
  if (data.type === 'azure_ai_traces') checkTraces(data);
  else if (data.type === 'azure_ai_red_team') checkRedTeam(data, dependencies);
  else if (data.type === 'azure_ai_responses') checkRetrieval(data.item_generation_params, place);
  else if (data.type === 'azure_ai_target_completions') {
    if (data.input_messages) checkMessages(data.input_messages);
    checkTarget(data.target, dependencies);
  } else if (data.type !== 'jsonl') checkModel(data, dependencies);
  return data;
}

function checkServed(given: unknown): void {
  const { type, ...fields } = isRecord(given) ? given : {};
  if (!SERVED.type.some((served) => served === type)) throw notServed(`data_source.type ${type}`);
  checkKinds(fields, ['source', 'target', 'item_generation_params'], 'data_source');
  const { item_generation_params: params } = fields;
  if (isRecord(params)) checkKinds(params, ['source'], 'data_source.item_generation_params');
}

function checkKinds(
  fields: Readonly<Record<string, unknown>>,
  names: readonly Exclude<keyof typeof SERVED, 'type'>[],
  place: string,
): void {
  for (const name of names) {
    const value = fields[name];
    if (!isRecord(value) || SERVED[name].some((served) => served === value.type)) continue;
    throw notServed(`${place}.${name}.type ${value.type}`);
  }
}

function checkRedTeam({ item_generation_params: params, target }: RedTeamSource, dependencies: RunDependencies): void {
  checkTarget(target, dependencies);
  for (const [at, name] of params.attack_strategies.entries()) {
    if (strategyNamed(name) !== undefined) continue;
    throw badRequest(
      `There is no attack strategy '${name}'. Did you mean '${closestText(name, STRATEGY_NAMES)}'? Supported values are: ${STRATEGY_NAMES.map((each) => `'${each}'`).join(', ')}.`,
      `data_source.item_generation_params.attack_strategies[${at}]`,
    );
  }
  if (params.type !== 'red_team_taxonomy') return;
  const id = params.source.type === 'file_id' ? params.source.id : undefined;
  if (id !== undefined && taxonomyNamed(dependencies.store, id)) return;
  throw badRequest(
    id === undefined ? 'A taxonomy is named by its id.' : `There is no evaluation taxonomy ${id}.`,
    'data_source.item_generation_params.source.id',
  );
}

function checkTraces({ trace_ids: ids }: TraceSource): void {
  if (ids.length === 0) throw badRequest('There are no traces to evaluate.', 'data_source.trace_ids');
}

/** Checks that each row names a response. */
function checkRetrieval({ data_mapping: mapping, source }: ResponseRetrieval, place: string): void {
  for (const [at, row] of (source.type === 'file_content' ? source.content : []).entries()) {
    try {
      responseIdIn(row, mapping);
    } catch (error) {
      throw badRequest(`Row ${at + 1} names no response: ${messageOf(error)}`, `${place}.content[${at}].item`);
    }
  }
}

function checkRows(
  source: Rows | StoredResponses | StoredChats,
  { data_source_config: config }: Eval,
  { fileStore, datasets }: RunDependencies,
  place: string,
): void {
  if (source.type === 'responses' || source.type === 'stored_completions') return;
  if (source.type === 'file_id') {
    if (datasets.exists(source.id) || fileStore.files.get(source.id)) return;
    if (datasets.isDataset(source.id)) throw badRequest(`There is no dataset ${source.id}.`, `${place}.id`);
    throw badRequest(`There is no file ${source.id}. Upload it first, with the purpose evals.`, `${place}.id`);
  }
  if (source.content.length === 0) throw badRequest('There are no rows to evaluate.', `${place}.content`);
  const check = rowCheck(config);
  for (const [at, { item }] of source.content.entries()) {
    const fault = check(item);
    if (fault !== undefined)
      throw badRequest(`Row ${at + 1} does not fit the eval's schema: ${fault}.`, `${place}.content[${at}].item`);
  }
}

function checkTarget(
  target: Target,
  { agents, assistants, deployments }: Pick<RunDependencies, 'agents' | 'assistants' | 'deployments'>,
): void {
  if (target.type === 'azure_ai_assistant') {
    if (target.id && assistants.get(target.id)) return;
    throw badRequest(
      target.id ? `There is no assistant ${target.id}.` : 'No assistant is named.',
      'data_source.target.id',
    );
  }
  if (target.type === 'azure_ai_model') {
    checkDeployment(target.model, 'data_source.target.model', deployments);
    return;
  }
  if (agents.find(target.name, target.version ?? undefined)) return;
  const version = target.version ? ` of version ${target.version}` : '';
  throw badRequest(`There is no agent ${target.name}${version}.`, 'data_source.target.name');
}

function checkModel(
  { model, input_messages: input, source }: Extract<DataSource, { type: 'completions' | 'responses' }>,
  { deployments }: RunDependencies,
): void {
  if (input) checkMessages(input);
  if (model) {
    checkDeployment(model, 'data_source.model', deployments);
    if (!input) throw badRequest('A model is named, but not what it is asked.', 'data_source.input_messages');
  } else if (input && (source.type === 'file_content' || source.type === 'file_id')) {
    throw badRequest('There are messages, but no model that answers them.', 'data_source.model');
  }
}

function checkMessages(input: InputMessages): void {
  const variables =
    input.type === 'template' ? variablesIn(input.template) : [input.item_reference.replace(/^\{\{\s*|\s*\}\}$/g, '')];
  const fault = variables.map(variableFault).find((one) => one !== undefined);
  if (fault !== undefined) throw badRequest(fault, 'data_source.input_messages');
}

function checkDeployment(
  name: string | null | undefined,
  param: string,
  deployments: Collection<ModelDeployment>,
): void {
  if (name && deployments.get(name)) return;
  const there = [...deployments.all()].map((deployment) => deployment.name).join(', ');
  throw badRequest(`${name ? `There is no deployment ${name}` : 'No model is named'}. Deployed are ${there}.`, param);
}
