import * as z from 'zod';
import { createIfMissing } from '../../../shared/azure/storage/create-if-missing.ts';
import type { Storage } from '../../../shared/azure/storage/storage.ts';
import { asRetryable, isConflict } from '../../../shared/azure/storage/storage-errors.ts';

/** Refunds asked for, at most one for an order. */
export const REFUNDS_TABLE = 'Refunds';
const ROW = 'refund';

const refundSchema = z.object({
  orderNumber: z.string(),
  amount: z.number(),
  currency: z.string(),
  reason: z.string(),
  /** The call that asked for it. */
  requestedBy: z.string(),
});

export type Refund = z.infer<typeof refundSchema>;

export interface Refunds {
  /**
   * Writes a refund unless its order has one; returns the one that stands. The same call asking again finds its own, so that even
   * a crash right after the write does not make it two.
   * @throws RetryableError when storage does not answer
   */
  request(refund: Refund): Promise<Refund>;
}

/** The refunds in an account's tables. */
export function refunds(storage: Storage): Refunds {
  const table = storage.table(REFUNDS_TABLE);
  return {
    request: async (refund) => {
      const entity = { partitionKey: refund.orderNumber, rowKey: ROW, ...refund };
      try {
        await createIfMissing(
          () => table.createTable(),
          () => table.createEntity(entity),
        );
        return refund;
      } catch (error) {
        if (!isConflict(error)) throw asRetryable(error);
        return await standing(refund.orderNumber);
      }
    },
  };

  async function standing(orderNumber: string): Promise<Refund> {
    try {
      return refundSchema.parse(await table.getEntity(orderNumber, ROW));
    } catch (error) {
      throw asRetryable(error);
    }
  }
}
