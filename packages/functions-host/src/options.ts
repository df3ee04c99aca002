import path from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../../shared/core/setup-error.ts';
import type { LogEntry } from './core/log.ts';
import type { LogFormat } from './core/write-log.ts';
import type { InvocationRecord } from './invocation/invocation-record.ts';

export interface HostOptions {
  /** Folder of the app: host.json, package.json with `main`, local.settings.json. */
  readonly app: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** Folder for the host's own state: keys, clock, durable task hubs. */
  readonly state: string;
  /** Require keys as on Azure. Otherwise every call is accepted, as by Core Tools. */
  readonly enforceKeys: boolean;
  readonly logFormat: LogFormat;
  /** Host names beside loopback under which requests are accepted. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Port of the worker's inspector, for debuggers. */
  readonly inspectorPort?: number | undefined;
  /** Receives log entries instead of standard output. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
  /** Called at the end of each invocation. */
  readonly onInvocation?: ((record: InvocationRecord) => void) | undefined;
}

/** Options of the command line only. */
export interface CommandOptions extends HostOptions {
  /** Print one JSON line per invocation. */
  readonly logInvocations: boolean;
}

export const USAGE = `functions-host --app DIR [options]

Runs a function app on this machine.

  --app DIR             folder with host.json and package.json
  --port PORT           port on 127.0.0.1 (7071); 0 selects a free port
  --state DIR           folder for the host's own state (DIR/.local/host)
  --enforce-keys        require function keys, as on Azure
  --allow-host NAME     accept requests for this host name, too; may be repeated
  --inspect[=PORT]      open the worker's inspector for a debugger (9229)
  --log-format FORMAT   text (default) or json
  --log-invocations     print one JSON line per invocation, with outcome and duration
  --help                show this text`;

/** Port on which Node's debuggers look for a process. */
const DEFAULT_INSPECTOR_PORT = 9229;

const DEFAULT_PORT = 7071;

/**
 * Reads the command line.
 * @throws SetupError naming the option that is wrong
 */
export function readOptions(args: readonly string[]): CommandOptions {
  const { app, port, state, 'enforce-keys': enforceKeys, 'log-format': logFormat, ...more } = parse(args);
  if (app === undefined) throw new SetupError(`--app is missing. Set it to the folder of the app.\n\n${USAGE}`);
  if (logFormat !== 'text' && logFormat !== 'json') {
    throw new SetupError(`--log-format is "${logFormat}"; it must be text or json.`);
  }
  const folder = path.resolve(app);
  return {
    app: folder,
    port: port === undefined ? DEFAULT_PORT : portNumber(port, '--port'),
    state: state === undefined ? path.join(folder, '.local/host') : path.resolve(state),
    enforceKeys,
    logFormat,
    allowedHosts: more['allow-host'],
    inspectorPort: more.inspect === undefined ? undefined : portNumber(more.inspect, '--inspect'),
    logInvocations: more['log-invocations'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // Like Node's own option, --inspect works without a value.
      args: args.map((argument) => (argument === '--inspect' ? `--inspect=${DEFAULT_INSPECTOR_PORT}` : argument)),
      options: {
        app: { type: 'string' },
        port: { type: 'string' },
        state: { type: 'string' },
        'enforce-keys': { type: 'boolean', default: false },
        'allow-host': { type: 'string', multiple: true, default: [] },
        inspect: { type: 'string' },
        'log-invocations': { type: 'boolean', default: false },
        'log-format': { type: 'string', default: 'text' },
      },
    }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function portNumber(text: string, option: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SetupError(`${option} is "${text}"; it must be a whole number from 0 to 65535.`);
}
