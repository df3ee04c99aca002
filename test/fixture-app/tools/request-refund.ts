import * as z from 'zod';
import { TerminalError } from '../../../shared/core/errors.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';
import { orders } from './orders.ts';
import { refunds } from './refunds.ts';

export const requestRefund = agentTool('request_refund', {
  description: 'Request a refund for an order, of all or part of what was paid. An order can be refunded once.',
  parameters: z.object({
    orderNumber: z
      .string()
      .regex(/^\d{4,10}$/)
      .describe('The number on the receipt, 4 to 10 digits'),
    amount: z.number().positive().multipleOf(0.01).optional().describe('How much to refund; all of it when left out'),
    reason: z.string().trim().min(1).max(500).describe('Why the customer wants the money back'),
  }),
  handler: async ({ orderNumber, amount, reason }, { storage, correlationId, log }) => {
    const order = await orders(storage).find(orderNumber);
    if (!order) throw new TerminalError(`There is no order ${orderNumber}.`);
    const { total, currency } = order;
    const wanted = amount ?? total;
    if (wanted > total) {
      throw new TerminalError(
        `Order ${orderNumber} cost ${total} ${currency}; ${wanted} ${currency} cannot be refunded.`,
      );
    }
    const refund = { orderNumber, amount: wanted, currency, reason, requestedBy: correlationId };
    const standing = await refunds(storage).request(refund);
    if (standing.requestedBy !== correlationId) {
      throw new TerminalError(
        `A refund of ${standing.amount} ${standing.currency} has already been requested for order ${orderNumber}.`,
      );
    }
    log.info(`Refund of ${standing.amount} ${currency} requested for order ${orderNumber}.`);
    return { orderNumber, refunded: standing.amount, currency, status: 'requested' };
  },
});
