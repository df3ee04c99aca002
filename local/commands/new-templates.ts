/** The file of a new tool. `shared` is the folder shared/ as seen from it. */
export const tool = (name: string, variable: string, shared: string): string => `import * as z from 'zod';
import { TerminalError } from '${shared}/core/errors.ts';
import { agentTool } from '${shared}/tools/agent-tool.ts';

export const ${variable} = agentTool('${name}', {
  // The model reads this to decide when to call the tool.
  description: 'Describe in one sentence what the tool does and when to use it.',
  parameters: z.object({
    query: z.string().min(1).describe('Describe the parameter, with an example'),
  }),
  // True if running it twice does no harm, as for every look-up. False records each call so that it runs once.
  idempotent: true,
  handler: async ({ query }, { log }) => {
    // A TerminalError tells the model why it cannot be done. A RetryableError runs the call again later.
    if (query === 'nothing') throw new TerminalError('There is nothing to find.');
    log.info('Looking it up.');
    return { query, answer: 'Replace this with your own result.' };
  },
});
`;

/** @param tools variables of the tools that it may call */
export const agent = (name: string, tools: readonly string[]): string => `{
  // Name of a model deployment of the project.
  model: 'gpt-5.4-mini',
  description: 'The agent ${name}.',
  instructions: 'You are a helpful assistant. Use your tools before you answer, and never invent facts.',
  tools: [${tools.join(', ')}],
}`;

export const source = (name: string): string => `{
  // container/glob: every blob that matches becomes searchable.
  from: 'documents/${name}/**/*.{md,txt,html,pdf,docx}',
}`;

export const evaluation = (name: string, target: string | undefined): string => `{
  eval: {
    name: '${name}',
    fields: ['query', 'expected'],
    criteria: [
      {
        type: 'text_similarity',
        name: 'close to the expected answer',
        input: '{{sample.output_text}}',
        reference: '{{item.expected}}',
        evaluation_metric: 'fuzzy_match',
        pass_threshold: 0.8,
      },
    ],
  },
  // The model deployment that answers${target === undefined ? '' : ', or the name of an agent'}.
  target: { model: 'gpt-5.4-mini' },
  data: { items: [{ query: 'Replace this question.', expected: 'Replace this answer.' }] },
  // Every night at two.
  when: cron('0 2 * * *', 'UTC'),
}`;

/** Ten examples, the fewest that fine-tuning takes. */
export const trainingRows = (): string =>
  Array.from({ length: 10 }, (_, at) => ({
    messages: [
      { role: 'user', content: `Replace this question ${at + 1}.` },
      { role: 'assistant', content: `Replace this answer ${at + 1}.` },
    ],
  }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
