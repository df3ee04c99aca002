import { type Order, orders } from '../../functions/tools/sample/orders.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';

const samples: readonly Order[] = [
  { orderNumber: '1042', status: 'shipped', expectedDelivery: '2026-12-02', total: 79.9, currency: 'EUR' },
  { orderNumber: '1043', status: 'packed', expectedDelivery: '2026-12-04', total: 24.5, currency: 'EUR' },
  { orderNumber: '1044', status: 'delivered', expectedDelivery: '2026-11-18', total: 149, currency: 'EUR' },
];

/**
 * Fills the sample shop; `storage` is a connection string. Returns the number of an order made just now, which nobody has had
 * refunded yet, so that the tour tells the same story every time.
 */
export async function seedOrders(storage: string): Promise<string> {
  const shop = orders(openStorage({ connectionString: storage }));
  const orderNumber = `${Math.floor(Date.now() / 1000)}`;
  const fresh: Order = {
    orderNumber,
    status: 'delivered',
    expectedDelivery: '2026-11-20',
    total: 59.9,
    currency: 'EUR',
  };
  for (const order of [...samples, fresh]) await shop.put(order);
  return orderNumber;
}
