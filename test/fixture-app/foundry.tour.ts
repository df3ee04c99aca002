import path from 'node:path';
import { defineTour } from '../../local/tour/define-tour.ts';
import { type Order, orders } from './tools/orders.ts';
import { questions, trainingFile } from './tools/questions.ts';

const ORDERS: readonly Order[] = [
  { orderNumber: '1042', status: 'shipped', expectedDelivery: '2026-12-02', total: 79.9, currency: 'EUR' },
  { orderNumber: '1043', status: 'packed', expectedDelivery: '2026-12-04', total: 24.5, currency: 'EUR' },
  { orderNumber: '1044', status: 'delivered', expectedDelivery: '2026-11-18', total: 149, currency: 'EUR' },
];

/** The tour of the fixture app. */
export default defineTour({
  prepare: async (storage) => {
    const shop = orders(storage);
    // A new order each time: it has not been refunded yet.
    const orderNumber = `${Math.floor(Date.now() / 1000)}`;
    const fresh: Order = {
      orderNumber,
      status: 'delivered',
      expectedDelivery: '2026-11-20',
      total: 59.9,
      currency: 'EUR',
    };
    for (const order of [...ORDERS, fresh]) await shop.put(order);
    return { orderNumber };
  },
  conversations: [
    {
      agent: 'support',
      questions: ['Where is my order 1042?', 'Please refund order {orderNumber}, because it arrived broken.'],
    },
  ],
  documents: {
    source: 'handbook',
    folder: path.join(import.meta.dirname, 'handbook'),
    to: 'documents/handbook/',
    agent: 'support',
    question: 'How many days do I have to return an item?',
  },
  fineTuning: { model: 'gpt-4o-mini', training: trainingFile(), questions: questions() },
});
