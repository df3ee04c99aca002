import { type LogEntry, makeLog } from '../../src/core/log.ts';

function recording(levels: Parameters<typeof makeLog>[0]) {
  const entries: LogEntry[] = [];
  return { log: makeLog(levels, (entry) => entries.push(entry)), said: () => entries.map(({ message }) => message) };
}

describe('the log', () => {
  it('keeps Information and more when host.json says nothing', () => {
    const { log, said } = recording({});
    log.debug('quiet');
    log.information('loud');
    expect(said()).toEqual(['loud']);
  });

  it('goes by the longest category that fits, then by default', () => {
    const { log, said } = recording({ default: 'Error', Function: 'Warning', 'Function.orders.User': 'Trace' });
    log.warning('host');
    log.for('Function.orders').warning('function');
    log.for('Function.orders').information('function, less');
    log.for('function.orders.user').trace('user');
    expect(said()).toEqual(['function', 'user']);
  });

  it('is silent at None', () => {
    const { log, said } = recording({ default: 'None' });
    log.critical('anything');
    expect(said()).toEqual([]);
  });

  it('shows no account key, signature, function key or token', () => {
    const { log, said } = recording({});
    log.error('AccountName=x;AccountKey=SECRET==;Endpoint=y');
    log.error('GET http://127.0.0.1/q?sv=1&sig=SECRET%3D&code=SECRET');
    log.error('Authorization: Bearer SECRETSECRET.x');
    expect(said().join('\n')).not.toContain('SECRET');
    expect(said()[0]).toBe('AccountName=x;AccountKey=***;Endpoint=y');
  });
});
