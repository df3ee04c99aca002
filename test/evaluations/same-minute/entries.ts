import type { EvaluationConfig } from '../../../shared/evaluations/config/evaluation.ts';
import { at } from '../../../shared/evaluations/config/when.ts';

/** Evaluations that all fall due at one moment, once. */
export const sameMinute = (count: number, moment: string, jitter: string): Record<string, EvaluationConfig> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, number): [string, EvaluationConfig] => [
      `e${number}`,
      {
        eval: {
          name: 'close',
          fields: ['answer'],
          criteria: [
            { type: 'string_check', name: 'exact', input: '{{item.answer}}', reference: 'Seoul', operation: 'eq' },
          ],
        },
        data: { items: [{ answer: 'Seoul' }] },
        when: at(moment),
        jitter,
      },
    ]),
  );
