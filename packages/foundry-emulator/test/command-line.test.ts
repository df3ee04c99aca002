import path from 'node:path';
import { readCommandLine } from '../src/command-line.ts';

describe('the command line', () => {
  it('has a usual value for everything', () => {
    expect(readCommandLine([], {})).toEqual({
      help: false,
      logFormat: 'text',
      port: 7443,
      state: path.resolve('.local/foundry'),
      inMemory: false,
      settings: {},
    });
  });

  it('goes before the environment', () => {
    const env = { FOUNDRY_PORT: '1', LOCAL_STATE: '/tmp/state' };
    expect(readCommandLine([], env)).toMatchObject({ port: 1, state: '/tmp/state/foundry' });
    const args = ['--port', '2', '--state', '/tmp/other', '--in-memory', '--time-scale', '0.5', '--log-format', 'json'];
    expect(readCommandLine(args, env)).toMatchObject({
      port: 2,
      state: '/tmp/other',
      inMemory: true,
      clock: { scale: 0.5 },
      logFormat: 'json',
    });
  });

  it.each([
    [['--port', 'x'], {}, /--port is "x"/],
    [['--port', '1.5'], {}, /--port is "1.5", which is not a port/],
    [['--port', '65536'], {}, /--port is "65536"/],
    [[], { FOUNDRY_PORT: 'x' }, /FOUNDRY_PORT is "x"/],
    [['--time-scale', '-1'], {}, /--time-scale/],
    [['--log-format', 'xml'], {}, /--log-format is "xml"/],
    [['--prot', '1'], {}, /--prot.*The options are:/s],
    [['--port'], {}, /--port/],
    [['file.yaml'], {}, /file\.yaml/],
  ])('%j with %j is refused, and the option named', (args, env, message) => {
    expect(() => readCommandLine(args, env)).toThrow(message);
  });
});
