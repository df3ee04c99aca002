import { operations } from '../shapes/operation.ts';
import { evalCursor } from '../shapes/paging-query.ts';

export const evals = operations(
  { api: 'foundry', alsoAtV1: 'azure-openai', group: 'Evals', errors: 'ApiErrorResponse' },
  {
    Evals_ListEvals: {
      route: 'GET /openai/evals',
      query: { ...evalCursor, order_by: '"created_at" | "updated_at" = "created_at"' },
      answers: { 200: 'list<Eval>' },
    },
    Evals_CreateEval: {
      route: 'POST /openai/evals',
      body: 'CreateEvalRequest',
      // The reference has 200; the .NET client accepts 201 only, the other clients any success.
      answers: { 201: 'Eval' },
    },
    Evals_DeleteEval: {
      route: 'DELETE /openai/evals/{eval_id}',
      answers: { 200: 'DeleteEvalResponse' },
    },
    Evals_GetEval: {
      route: 'GET /openai/evals/{eval_id}',
      answers: { 200: 'Eval' },
    },
    Evals_UpdateEval: {
      route: 'POST /openai/evals/{eval_id}',
      body: 'UpdateEvalParametersBody',
      answers: { 200: 'Eval' },
    },
    Evals_ListRuns: {
      route: 'GET /openai/evals/{eval_id}/runs',
      query: { ...evalCursor, status: '"queued" | "in_progress" | "completed" | "canceled" | "failed"' },
      answers: { 200: 'list<EvalRun>' },
    },
    Evals_CreateEvalRun: {
      route: 'POST /openai/evals/{eval_id}/runs',
      body: 'CreateEvalRunRequest',
      answers: { 201: 'EvalRun' },
    },
    Evals_DeleteEvalRun: {
      route: 'DELETE /openai/evals/{eval_id}/runs/{run_id}',
      answers: { 200: 'DeleteEvalRunResponse' },
    },
    Evals_GetEvalRun: {
      route: 'GET /openai/evals/{eval_id}/runs/{run_id}',
      answers: { 200: 'EvalRun' },
    },
    Evals_CancelEvalRun: {
      route: 'POST /openai/evals/{eval_id}/runs/{run_id}',
      answers: { 200: 'EvalRun' },
    },
    Evals_GetEvalRunOutputItems: {
      route: 'GET /openai/evals/{eval_id}/runs/{run_id}/output_items',
      query: { ...evalCursor, status: '"pass" | "fail"' },
      answers: { 200: 'list<EvalRunOutputItem>' },
    },
    Evals_GetEvalRunOutputItem: {
      route: 'GET /openai/evals/{eval_id}/runs/{run_id}/output_items/{output_item_id}',
      answers: { 200: 'EvalRunOutputItem' },
    },
  },
);

/** The official client posts a cancel here, where the reference has it on the run itself. */
export const evalsBeyond = operations(
  { api: 'foundry', alsoAtV1: 'azure-openai', beyond: true, group: 'Evals', errors: 'ApiErrorResponse' },
  {
    Evals_CancelEvalRunByPath: {
      route: 'POST /openai/evals/{eval_id}/runs/{run_id}/cancel',
      answers: { 200: 'EvalRun' },
    },
  },
);
