import path from 'node:path';
import { readOptions } from '../src/options.ts';

describe('the command line', () => {
  it('needs only the app', () => {
    expect(readOptions(['--app', 'some/app'])).toEqual({
      app: path.resolve('some/app'),
      port: 7071,
      state: path.resolve('some/app/.local/host'),
      enforceKeys: false,
      logFormat: 'text',
      allowedHosts: [],
      inspectorPort: undefined,
      logInvocations: false,
    });
  });

  it('accepts every option', () => {
    const args = ['--app', '/a', '--port', '0', '--state', '/s', '--enforce-keys', '--log-format', 'json'];
    const development = ['--inspect', '--log-invocations', '--allow-host', 'dev.box'];
    expect(readOptions([...args, ...development])).toEqual({
      app: '/a',
      port: 0,
      state: '/s',
      enforceKeys: true,
      logFormat: 'json',
      allowedHosts: ['dev.box'],
      inspectorPort: 9229,
      logInvocations: true,
    });
  });

  it.each([
    [[], /--app/],
    [['--app', 'x', '--port', 'http'], /--port is "http"/],
    [['--app', 'x', '--port', '70000'], /--port is "70000"/],
    [['--app', 'x', '--log-format', 'xml'], /--log-format is "xml"/],
    [['--app', 'x', '--nonsense'], /--nonsense/],
    [['--app', 'x', '--inspect=no'], /--inspect is "no"/],
  ])('refuses %j and shows the usage', (args, problem) => {
    expect(() => readOptions(args)).toThrow(problem);
  });
});
