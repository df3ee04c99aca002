import { type LogEntry, makeLog } from '../src/core/log.ts';

function recording(levels: Parameters<typeof makeLog>[0]) {
  const entries: LogEntry[] = [];
  return { log: makeLog(levels, (entry) => entries.push(entry)), said: () => entries.map(({ message }) => message) };
}

describe('the log', () => {
  it('keeps Information and above by default', () => {
    const { log, said } = recording({});
    log.debug('quiet');
    log.information('loud');
    expect(said()).toEqual(['loud']);
  });

  it('applies the longest matching category, then the default', () => {
    const { log, said } = recording({ default: 'Error', Function: 'Warning', 'Function.orders.User': 'Trace' });
    log.warning('host');
    log.for('Function.orders').warning('function');
    log.for('Function.orders').information('function, less');
    log.for('function.orders.user').trace('user');
    expect(said()).toEqual(['function', 'user']);
  });

  it('writes nothing at None', () => {
    const { log, said } = recording({ default: 'None' });
    log.critical('anything');
    expect(said()).toEqual([]);
  });

  it('hides account keys, signatures, function keys and tokens', () => {
    const { log, said } = recording({});
    log.error('AccountName=x;AccountKey=SECRET==;Endpoint=y');
    log.error('GET http://127.0.0.1/q?sv=1&sig=SECRET%3D&code=SECRET');
    log.error('Authorization: Bearer SECRETSECRET.x');
    expect(said().join('\n')).not.toContain('SECRET');
    expect(said()[0]).toBe('AccountName=x;AccountKey=***;Endpoint=y');
  });
});
