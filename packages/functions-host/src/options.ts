import path from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../../shared/core/setup-error.ts';
import type { LogFormat } from './core/write-log.ts';

export interface HostOptions {
  /** Folder of the app: host.json, package.json with `main`, local.settings.json. */
  readonly app: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Folder for what the host itself remembers (keys). */
  readonly state: string;
  /** Ask for keys as on Azure; otherwise every call is let through, as Core Tools does. */
  readonly enforceKeys: boolean;
  readonly logFormat: LogFormat;
}

export const USAGE = `node packages/functions-host/src/main.ts --app DIR [--port 7071] [--state DIR] [--enforce-keys] [--log-format text|json]`;

const DEFAULT_PORT = 7071;

/** Reads the command line. @throws SetupError naming the option that is wrong */
export function readOptions(args: readonly string[]): HostOptions {
  const { app, port, state, 'enforce-keys': enforceKeys, 'log-format': logFormat } = parse(args);
  if (app === undefined) throw new SetupError(`Say which app to run with --app.\n${USAGE}`);
  if (logFormat !== 'text' && logFormat !== 'json') {
    throw new SetupError(`--log-format is "${logFormat}"; it has to be text or json.`);
  }
  const folder = path.resolve(app);
  return {
    app: folder,
    port: port === undefined ? DEFAULT_PORT : portNumber(port),
    state: state === undefined ? path.join(folder, '.local/host') : path.resolve(state),
    enforceKeys,
    logFormat,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        app: { type: 'string' },
        port: { type: 'string' },
        state: { type: 'string' },
        'enforce-keys': { type: 'boolean', default: false },
        'log-format': { type: 'string', default: 'text' },
      },
    }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SetupError(`--port is "${text}"; it has to be a whole number from 0 (any free port) to 65535.`);
}
