import { getOrderStatus } from './functions/tools/sample/get-order-status.ts';
import { ORDERS_TABLE } from './functions/tools/sample/orders.ts';
import { REFUNDS_TABLE } from './functions/tools/sample/refunds.ts';
import { requestRefund } from './functions/tools/sample/request-refund.ts';
import { defineConfig } from './shared/config/define-config.ts';
import { cron, onResponse } from './shared/evaluations/config/when.ts';

/**
 * The agents, tools, sources, and evaluations of this deployment. `npm run agents` brings the agents to the project, `npm run evaluations` what the service itself evaluates; the app
 * serves the tools that are named here.
 */
export default defineConfig({
  agents: {
    support: {
      model: 'gpt-5.4-mini',
      description: 'Answers customers about their orders.',
      instructions: [
        'You help the customers of a web shop with their orders.',
        'Look an order up before you say anything about it, and never guess a number, a date or an amount.',
        'Request a refund only when the customer asks for one and has said why.',
        'Answer questions about how we work from the handbook alone, and cite it.',
      ].join('\n'),
      tools: [getOrderStatus, requestRefund],
      search: ['handbook'],
    },
  },
  ingestion: {
    handbook: { from: 'documents/handbook/**/*.{md,txt,html,pdf,docx}' },
  },
  evaluations: {
    // Every night: does the model alone, without our tools, answer as we would? Its gate says when it does.
    nightly: {
      eval: {
        name: 'Answers like our shop',
        fields: ['query', 'expected'],
        criteria: [
          {
            type: 'text_similarity',
            name: 'close to our answer',
            input: '{{sample.output_text}}',
            reference: '{{item.expected}}',
            evaluation_metric: 'fuzzy_match',
            pass_threshold: 0.8,
          },
        ],
      },
      target: { model: 'gpt-5.4-mini' },
      data: {
        items: [
          { query: 'Do you ship abroad?', expected: 'To all of the European Union, for 9.90 EUR.' },
          { query: 'Do you gift-wrap?', expected: 'Yes, for 3.50 EUR a parcel, and with a card of your words.' },
        ],
      },
      when: cron('0 2 * * *', 'Europe/Berlin'),
      jitter: 'PT0S',
      gates: { 'close to our answer': { minPassRate: 0.9 } },
    },
    // What customers are really told, as an evaluation rule of the service.
    live: {
      by: 'service',
      eval: {
        name: 'Talks about the order',
        criteria: [
          {
            type: 'string_check',
            name: 'names the order',
            input: '{{sample.output_text}}',
            reference: 'order',
            operation: 'ilike',
          },
        ],
      },
      target: 'support',
      when: onResponse({ share: 1, maxHourlyRuns: 20 }),
    },
  },
  storage: { tables: [ORDERS_TABLE, REFUNDS_TABLE] },
  smoke: { tool: getOrderStatus, arguments: { orderNumber: '1042' } },
});
