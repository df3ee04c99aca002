import { badRequest } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { isRecord } from '../../core/json-schema.ts';
import { applyCriterion } from '../../grading/apply-criterion.ts';
import { faultOf, TUNING_GRADERS } from '../../grading/check-criterion.ts';
import type { Criterion } from '../../grading/contract/criteria.ts';
import { GraderError } from '../../grading/contract/grader-error.ts';
import type { ModelUse } from '../../grading/contract/judge.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { outputFields, usageOf } from '../evals/sampling/sample.ts';
import { gradingTools } from '../evaluators/grading-tools.ts';
import { projectModel } from '../fine-tuning/tuned/project-model.ts';

interface Bodies {
  Graders_Run: { readonly grader: Criterion; readonly model_sample: string; readonly item?: unknown };
  Graders_Validate: { readonly grader: Criterion };
}

/** Graders of fine-tuning, tried on one answer. The shapes are those of the official client. */
export const graders = group<Bodies>('Graders', (project) => {
  const tools = gradingTools(projectModel(project), project);

  return {
    Graders_Validate: ({ body: { grader } }) => ({ grader: checked(grader) }),
    Graders_Run: async ({ body: { grader, model_sample: text, item }, signal }) => {
      const begun = performance.now();
      const scope = { item: isRecord(item) ? item : {}, sample: outputFields(text) };
      const tried = await applyCriterion(checked(grader), scope, { ...tools, signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof GraderError || error instanceof ModelError) return error;
        throw error;
      });
      const failure = tried instanceof Error ? tried : undefined;
      const grade = tried instanceof Error ? undefined : tried;
      const reward = grade?.score ?? 0;
      const uses = grade?.uses ?? [];
      return {
        reward,
        sub_rewards: grader.type === 'multi' ? (grade?.properties ?? {}) : {},
        model_grader_token_usage_per_model: Object.fromEntries(uses.map((use) => [use.model, usageOf(use)])),
        metadata: {
          name: grader.name,
          type: grader.type,
          errors: errorsOf(failure),
          execution_time: (performance.now() - begun) / 1000,
          scores: grader.type === 'multi' ? (grade?.properties ?? {}) : { [grader.name]: reward },
          token_usage: uses.length === 0 ? null : uses.reduce((sum, use) => sum + tokensOf(use), 0),
          sampled_model_name: uses[0]?.model ?? null,
        },
      };
    },
  };
});

/** @throws ApiError 400 naming the field that makes the grader invalid for any answer */
function checked(grader: Criterion): Criterion {
  const fault = faultOf(grader, TUNING_GRADERS);
  if (fault) throw badRequest(fault.message, `grader.${fault.field}`);
  return grader;
}

const tokensOf = ({ promptTokens, completionTokens }: ModelUse): number => promptTokens + completionTokens;

/** Returns the client's flags for a failure of the grader. */
function errorsOf(failure: GraderError | ModelError | undefined) {
  const code = failure?.code;
  const details = (named: boolean) => (named && failure ? failure.message : null);
  const isModel = failure instanceof ModelError;
  const isVariable = code === 'missing_variable' || code === 'invalid_template';
  const isPython = code === 'python_error' || code === 'python_timeout';
  const isParse = code === 'invalid_score' || code === 'invalid_answer';
  const isServer = code === 'python_unavailable';
  return {
    formula_parse_error: false,
    invalid_variable_error: isVariable,
    model_grader_parse_error: isParse,
    model_grader_refusal_error: false,
    model_grader_server_error: isModel,
    model_grader_server_error_details: details(isModel),
    other_error: failure !== undefined && !(isModel || isVariable || isPython || isParse || isServer),
    python_grader_runtime_error: isPython,
    python_grader_runtime_error_details: details(isPython),
    python_grader_server_error: isServer,
    python_grader_server_error_type: details(isServer),
    sample_parse_error: false,
    truncated_observation_error: false,
    unresponsive_reward_error: false,
  };
}
