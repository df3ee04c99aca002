import { getOrderStatus } from './functions/tools/get-order-status.ts';
import { requestRefund } from './functions/tools/request-refund.ts';
import { defineConfig } from './shared/config/define-config.ts';

/** What this deployment does. `npm run agents` brings the agents to the project; the app serves the tools that are named here. */
export default defineConfig({
  agents: {
    support: {
      model: 'gpt-4o-mini',
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
});
