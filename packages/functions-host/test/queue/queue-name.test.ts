import { poisonQueueName, queueNameProblem } from '../../src/queue/queue-name.ts';

describe('a queue name', () => {
  it.each(['abc', 'a-b', '0'.repeat(63), 'orders-poison'])('may be %s', (name) => {
    expect(queueNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'null or empty'],
    ['ab', '3 to 63'],
    ['a'.repeat(64), '3 to 63'],
    ['a_b', 'only letters, numbers, and dash'],
    ['Orders', 'only letters, numbers, and dash'],
    ['-abc', 'first or last'],
    ['abc-', 'first or last'],
    ['a--b', 'consecutive'],
  ])('may not be %j', (name, problem) => {
    expect(queueNameProblem(name)).toContain(problem);
  });
});

describe('the poison queue of a queue', () => {
  it('has its name and -poison', () => {
    expect(poisonQueueName('orders')).toBe('orders-poison');
  });

  it('is missing for a poison queue and for a name that is too long for it', () => {
    expect(poisonQueueName('orders-poison')).toBeUndefined();
    expect(poisonQueueName('a'.repeat(57))).toBeUndefined();
    expect(poisonQueueName('a'.repeat(56))).toBeDefined();
  });
});
