import { TableClient } from '@azure/data-tables';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { forEachConcurrently } from '../../shared/core/concurrency.ts';
import { type Order, orders } from '../fixture-app/tools/orders.ts';
import { REFUNDS_TABLE } from '../fixture-app/tools/refunds.ts';

/** The order with this number, unlike any other. */
export const orderOf = (number: number): Order => ({
  orderNumber: `${number}`,
  status: 'shipped',
  expectedDelivery: `day-${number}`,
  total: number,
  currency: 'EUR',
});

export async function putOrders(storage: string, numbers: readonly number[]): Promise<void> {
  const table = orders(openStorage({ connectionString: storage }));
  const [first, ...rest] = numbers;
  // The first one makes the table, so that the others do not all try to.
  if (first !== undefined) await table.put(orderOf(first));
  await forEachConcurrently(rest, 16, (number) => table.put(orderOf(number)));
}

/** Returns the call that requested each refund, by order number. */
export async function refundsMade(storage: string): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  const table = TableClient.fromConnectionString(storage, REFUNDS_TABLE, { allowInsecureConnection: true });
  for await (const { partitionKey, requestedBy } of table.listEntities<{ requestedBy: string }>()) {
    made.set(`${partitionKey}`, requestedBy);
  }
  return made;
}
