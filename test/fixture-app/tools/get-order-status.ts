import * as z from 'zod';
import { TerminalError } from '../../../shared/core/errors.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';
import { orders } from './orders.ts';

export const getOrderStatus = agentTool('get_order_status', {
  description: 'Look up where an order is and when it will arrive, by its order number.',
  parameters: z.object({
    orderNumber: z
      .string()
      .regex(/^\d{4,10}$/)
      .describe('The number on the receipt, 4 to 10 digits'),
  }),
  idempotent: true,
  readOnly: true,
  handler: async ({ orderNumber }, { storage }) => {
    const order = await orders(storage).find(orderNumber);
    if (!order) throw new TerminalError(`There is no order ${orderNumber}.`);
    return { orderNumber, status: order.status, expectedDelivery: order.expectedDelivery };
  },
});
