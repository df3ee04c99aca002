import { defineConfig } from '../../../shared/config/define-config.ts';
import { cron } from '../../../shared/evaluations/config/when.ts';
import { EFFECTS_TABLE, lookUp, square, takeEffect } from './tools.ts';

/** The app of the chaos suite: one tool of each kind, one source, and an evaluation every minute. */
export default defineConfig({
  agents: {
    worker: { model: 'gpt-4o-mini', instructions: 'Look up the square of every number.', tools: [square] },
  },
  tools: [lookUp, takeEffect],
  ingestion: { library: { from: 'documents/library/**/*.md' } },
  evaluations: {
    'every-minute': {
      eval: {
        name: 'Every minute',
        fields: ['answer'],
        criteria: [
          { type: 'string_check', name: 'exact', input: '{{item.answer}}', reference: 'Seoul', operation: 'eq' },
        ],
      },
      data: { items: [{ answer: 'Seoul' }] },
      when: cron('* * * * *', 'UTC'),
      jitter: 'PT0S',
      catchUp: 'all',
      overlap: 'allow',
    },
  },
  storage: { tables: [EFFECTS_TABLE] },
});
