import { defineConfig } from '../../../shared/config/define-config.ts';
import { cron } from '../../../shared/evaluations/config/when.ts';

export default defineConfig({
  evaluations: {
    weekly: {
      eval: {
        name: 'Weekly',
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
      target: { model: 'gpt-4o-mini' },
      data: { items: [{ query: 'What is two plus two?', expected: 'Four.' }] },
      when: cron('0 3 * * 1', 'UTC'),
    },
  },
});
