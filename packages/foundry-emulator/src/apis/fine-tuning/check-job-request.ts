import { badRequest } from '../../core/http/api-error.ts';
import { faultOf, TUNING_GRADERS } from '../../grading/check-criterion.ts';
import type { FileStore } from '../files/file-store.ts';
import { hyperparameterFault } from './hyperparameters.ts';
import type { JobRequest, Method, MethodName, MethodSettings } from './job/job-request.ts';
import { baseOf, methodsFor, TUNABLE } from './models.ts';

/** Method of a job with its settings. */
export interface ChosenMethod {
  readonly name: MethodName;
  readonly settings: MethodSettings;
}

const METHODS: readonly MethodName[] = ['supervised', 'dpo', 'reinforcement'];

/** Largest signed 32-bit number. Source: OpenAI fine-tuning reference. */
const MAX_SEED = 2_147_483_647;

export interface ResponseDependencies {
  readonly fileStore: FileStore;
  /** True for models that were tuned in this project. */
  readonly isTuned: (model: string) => boolean;
  /** Further tunable models, from a setting. */
  readonly moreModels: readonly string[];
}

/**
 * Returns the method of a request after all checks that need no file contents.
 * @throws ApiError 400 naming the field
 */
export function checkRequest(request: JobRequest, surroundings: ResponseDependencies): ChosenMethod {
  const method = methodOf(request);
  checkModel(request.model, method.name, surroundings);
  checkFile(request.training_file, 'training_file', surroundings);
  const { validation_file: validation, seed } = request;
  if (typeof validation === 'string') {
    checkFile(validation, 'validation_file', surroundings);
    if (validation === request.training_file) {
      throw badRequest(
        'validation_file is the training file itself; the same data must not be in both.',
        'validation_file',
      );
    }
  }
  if (method.name === 'reinforcement' && typeof validation !== 'string') {
    throw badRequest('Reinforcement needs validation data, too; give a validation_file.', 'validation_file');
  }
  if (typeof seed === 'number' && (seed < 0 || seed > MAX_SEED)) {
    throw badRequest(`seed must be a whole number from 0 to ${MAX_SEED}.`, 'seed');
  }
  for (const [at, { type, wandb }] of (request.integrations ?? []).entries()) {
    if (type === 'wandb' && wandb) continue;
    throw badRequest('An integration must be of type wandb, with a project.', `integrations[${at}]`);
  }
  return method;
}

function methodOf({ method, hyperparameters }: JobRequest): ChosenMethod {
  if (method && hyperparameters) {
    throw badRequest(
      'hyperparameters and method are both given; leave out hyperparameters, which is deprecated.',
      'hyperparameters',
    );
  }
  const chosen: Method = method ?? { type: 'supervised', supervised: { hyperparameters: hyperparameters ?? null } };
  const other = METHODS.find((name) => name !== chosen.type && chosen[name]);
  if (other !== undefined) {
    throw badRequest(
      `method.type is "${chosen.type}", but there is a method.${other}, too; a job has one method.`,
      `method.${other}`,
    );
  }
  const settings = chosen[chosen.type] ?? {};
  const place = method ? `method.${chosen.type}` : '';
  const fault = hyperparameterFault(chosen.type, settings.hyperparameters ?? {});
  if (fault) throw badRequest(fault.message, `${place && `${place}.`}hyperparameters.${fault.name}`);
  if (chosen.type === 'reinforcement') checkGrader(settings);
  return { name: chosen.type, settings };
}

function checkGrader({ grader }: MethodSettings): void {
  if (!grader) throw badRequest('Reinforcement needs a grader.', 'method.reinforcement.grader');
  const fault = faultOf(grader, TUNING_GRADERS);
  if (fault) throw badRequest(fault.message, `method.reinforcement.grader.${fault.field}`);
}

function checkModel(model: string, method: MethodName, { isTuned, moreModels }: ResponseDependencies): void {
  const unknown = model !== baseOf(model) && !isTuned(model);
  const methods = unknown ? [] : methodsFor(model, moreModels);
  if (methods.includes(method)) return;
  if (methods.length > 0) {
    throw badRequest(`The model ${model} cannot be tuned by ${method}, but by ${methods.join(' or ')}.`, 'method.type');
  }
  throw badRequest(
    `The model ${model} does not exist, or cannot be fine-tuned. Those that can: ${TUNABLE}. FOUNDRY_FINE_TUNABLE_MODELS adds others.`,
    'model',
  );
}

function checkFile(id: string, param: 'training_file' | 'validation_file', { fileStore }: ResponseDependencies): void {
  const file = fileStore.files.get(id);
  if (!file) throw badRequest(`There is no file ${id}. Upload it first, with the purpose fine-tune.`, param);
  if (file.purpose === 'fine-tune') return;
  throw badRequest(`The file ${id} has the purpose ${file.purpose}; for fine-tuning it must be fine-tune.`, param);
}
