import { RequestError } from '../../../shared/core/request-error.ts';
import { parseRequest } from '../../../shared/core/validation.ts';
import { deadlinesOf } from '../../../shared/jobs/contract/job-options.ts';
import { comparison } from '../../../shared/jobs/types/comparison/comparison.ts';
import { evaluationRunRequest } from '../../../shared/jobs/types/evaluation-run/request.ts';
import { dataSource } from '../../../shared/jobs/types/evaluation-run/target.ts';
import { comparisonAfter } from '../../../shared/jobs/types/fine-tuning/comparison-after.ts';
import { createParams } from '../../../shared/jobs/types/fine-tuning/create-params.ts';
import { fineTuningRequest } from '../../../shared/jobs/types/fine-tuning/request.ts';

const HOUR = 3_600_000;
const tuning = { model: 'gpt-4o-mini', training: 'training-data/support.jsonl' };
const run = { evalId: 'eval_1', data: { items: [{ query: 'a' }] } };

/** The problems of a request, by field. */
function problems(
  schema: typeof fineTuningRequest | typeof evaluationRunRequest,
  body: unknown,
): Record<string, string> {
  try {
    parseRequest<unknown>(schema, body);
    return {};
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    expect(error.status).toBe(400);
    return Object.fromEntries(error.details.map(({ field, problem }) => [field, problem]));
  }
}

describe('a request for fine-tuning', () => {
  it('needs a model and a training file, and no more', () => {
    expect(parseRequest(fineTuningRequest, tuning)).toEqual(tuning);
    expect(problems(fineTuningRequest, {})).toEqual({ model: 'is missing', training: 'is missing' });
  });

  it.each([
    [{ training: 'support.jsonl' }, 'training', /container\/path/],
    [{ training: 'training-data/../private-things/x.jsonl' }, 'training', /container\/path/],
    [{ training: 'training-data/%2e%2e/private-things/x.jsonl' }, 'training', /container\/path/],
    [{ training: 'training-data/..' }, 'training', /container\/path/],
    [{ training: 'UPPER/x.jsonl' }, 'training', /container\/path/],
    [{ suffix: 'a b' }, 'suffix', /letters/],
    [{ epochs: 3 }, 'epochs', /no such field/],
    [{ deadlines: { total: '-PT1H' } }, 'deadlines.total', /not a duration/],
    [{ deadlines: { total: '72' } }, 'deadlines.total', /PT72H/],
    [{ deadlines: { noProgress: 'PT1S' } }, 'deadlines.noProgress', /less than a minute/],
    [{ deadlines: { total: 'P61D' } }, 'deadlines.total', /60 days/],
    [{ onDeadline: 'shout' }, 'onDeadline', /cancel/],
    [{ method: { type: 'dpo', dpo: {}, supervised: {} } }, 'method.supervised', /two methods at once/],
    [{ method: { type: 'reinforcement' } }, 'method.reinforcement', /needs a grader/],
    [
      { method: { type: 'reinforcement', reinforcement: { grader: { type: 'oracle' } } } },
      'method.reinforcement.grader',
      /string_check/,
    ],
    [
      { method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 0 } } } },
      'method.supervised.hyperparameters.n_epochs',
      /whole number/,
    ],
    [
      { method: { type: 'supervised', supervised: { hyperparameters: { beta: 1 } } } },
      'method.supervised.hyperparameters.beta',
      /no such field/,
    ],
    [{ webhook: 'http://example.com/x' }, 'webhook', /https/],
    [{ metadata: Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`k${at}`, 'v'])) }, 'metadata', /15 pairs/],
    [
      {
        validation: undefined,
        method: { type: 'reinforcement', reinforcement: { grader: { type: 'python', name: 'p', source: 'x' } } },
      },
      'validation',
      /reinforcement needs validation data/,
    ],
    [{ compare: { evalId: 'e', data: { blob: 'data/x.jsonl', fileId: 'file-1' } } }, 'compare.data', /exactly one/],
  ])('is refused with %j, naming %s', (change, field, problem) => {
    expect(problems(fineTuningRequest, { ...tuning, ...change })).toEqual({ [field]: expect.stringMatching(problem) });
  });

  it('becomes the service its own request, with our key', () => {
    const method = { type: 'dpo', dpo: { hyperparameters: { beta: 0.1, n_epochs: 'auto' } } };
    const request = parseRequest(fineTuningRequest, {
      ...tuning,
      method,
      seed: 7,
      suffix: 'mine',
      metadata: { team: 'a' },
    });
    expect(createParams(request, { training: 'file-1', validation: 'file-2' }, 'ft-1')).toEqual({
      model: 'gpt-4o-mini',
      training_file: 'file-1',
      validation_file: 'file-2',
      method,
      seed: 7,
      suffix: 'mine',
      metadata: { team: 'a', idempotencyKey: 'ft-1' },
    });
  });

  it('is followed by a comparison that the comparison understands', () => {
    const compare = { evalId: 'eval_1', data: { blob: 'data/x.jsonl' }, tunedDeployment: 'mine' };
    const request = parseRequest(fineTuningRequest, { ...tuning, compare });
    const followed = comparisonAfter(request, 'ft:gpt-4o-mini:x');
    expect(followed).toMatchObject({
      kind: 'comparison',
      request: { base: { model: 'gpt-4o-mini' }, tuned: { model: 'mine' }, waitForDeployment: true },
    });
    expect(parseRequest(comparison.request, followed?.request)).toEqual(followed?.request);
    expect(comparisonAfter(parseRequest(fineTuningRequest, tuning), 'ft:x')).toBeUndefined();
  });
});

describe('a request for an evaluation run', () => {
  it('needs data, and no target when the data holds the answers', () => {
    expect(parseRequest(evaluationRunRequest, run)).toEqual(run);
    expect(problems(evaluationRunRequest, { evalId: 'eval_1' })).toEqual({ data: 'is missing' });
  });

  it.each([
    [{ data: {} }, 'data', /exactly one/],
    [{ data: { items: [] } }, 'data.items', /empty/],
    [{ data: { items: Array(1001).fill({}) } }, 'data.items', /more than 1000 rows/],
    [{ data: { items: [{ text: 'x'.repeat(1_100_000) }] } }, 'data.items', /bytes/],
    [{ target: {} }, 'target', /either an agent or a model/],
    [{ target: { agent: 'a', model: 'b' } }, 'target', /either an agent or a model/],
    [{ target: { model: 'b', version: '1' } }, 'target.version', /no agent/],
    [{ target: { agent: 'a', samplingParams: { temperature: 1 } } }, 'target.samplingParams', /for models/],
    [{ gates: { exact: {} } }, 'gates.exact', /asks for nothing/],
    [{ gates: { exact: { minPassRate: 90 } } }, 'gates.exact.minPassRate', /1/],
  ])('is refused with %j, naming %s', (change, field, problem) => {
    expect(problems(evaluationRunRequest, { ...run, ...change })).toEqual({ [field]: expect.stringMatching(problem) });
  });

  it('names its target as the service does', () => {
    const source = { type: 'file_id', id: 'file-1' };
    expect(dataSource(source)).toEqual({ type: 'jsonl', source });
    expect(dataSource(source, { agent: 'support', version: '3' }, '{{item.question}}')).toEqual({
      type: 'azure_ai_target_completions',
      source,
      input_messages: {
        type: 'template',
        template: [{ type: 'message', role: 'user', content: { type: 'input_text', text: '{{item.question}}' } }],
      },
      target: { type: 'azure_ai_agent', name: 'support', version: '3' },
    });
    expect(dataSource(source, { model: 'm', samplingParams: { temperature: 0 } })).toMatchObject({
      target: {
        type: 'azure_ai_model',
        model: 'm',
        sampling_params: { temperature: 0, top_p: 1, max_completion_tokens: 4096, seed: 0 },
      },
    });
  });
});

describe('the deadlines of a request', () => {
  const preset = { total: 72 * HOUR, noProgress: 12 * HOUR };

  it('are those of the kind, unless it names its own', () => {
    expect(deadlinesOf({}, preset)).toEqual({ ...preset, cancel: true });
    expect(deadlinesOf({ deadlines: { total: 'PT2H' }, onDeadline: 'leave' }, preset)).toEqual({
      total: 2 * HOUR,
      noProgress: 2 * HOUR,
      cancel: false,
    });
  });
});
