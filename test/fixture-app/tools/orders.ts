import * as z from 'zod';
import { createIfMissing } from '../../../shared/azure/storage/create-if-missing.ts';
import type { Storage } from '../../../shared/azure/storage/storage.ts';
import { asRetryable, isNotFound } from '../../../shared/azure/storage/storage-errors.ts';

/** The sample shop's orders, one row each. */
export const ORDERS_TABLE = 'Orders';
const PARTITION = 'order';

export const orderSchema = z.object({
  orderNumber: z.string(),
  status: z.enum(['received', 'packed', 'shipped', 'delivered', 'cancelled']),
  /** A day, for instance 2026-11-30. */
  expectedDelivery: z.string(),
  /** Amount paid, in units of the currency with two decimals. */
  total: z.number(),
  currency: z.string(),
});

export type Order = z.infer<typeof orderSchema>;

export interface Orders {
  /** @throws RetryableError when storage does not answer */
  find(orderNumber: string): Promise<Order | undefined>;
  /** Writes an order, in place of one with the same number. */
  put(order: Order): Promise<void>;
}

/** The orders in an account's tables. */
export function orders(storage: Storage): Orders {
  const table = storage.table(ORDERS_TABLE);
  return {
    find: async (orderNumber) => {
      try {
        return orderSchema.parse(await table.getEntity(PARTITION, orderNumber));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw asRetryable(error);
      }
    },
    put: async (order) => {
      const entity = { partitionKey: PARTITION, rowKey: order.orderNumber, ...order };
      await createIfMissing(
        () => table.createTable(),
        () => table.upsertEntity(entity, 'Replace'),
      );
    },
  };
}
