import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../shared/core/errors.ts';
import { SetupError } from '../../../shared/core/setup-error.ts';
import { readFaults } from './core/http/read-faults.ts';
import type { LogFormat } from './core/log.ts';
import type { EmulatorOptions } from './emulator.ts';

export const HELP = `Emulator of the Foundry Project REST API (2025-11-15-preview) and the Azure OpenAI REST API (2024-10-01-preview).

  --port N          port to listen on (default: FOUNDRY_PORT, else 7443); 0 picks a free one
  --state DIR       folder for certificate and state (default: foundry in LOCAL_STATE, else .local/foundry)
  --in-memory       keep no objects on disk
  --seed FILE       YAML file with deployments, connections, files and calls, for a state that is new
  --faults FILE     YAML file with faults to arm at the start, a list
  --time-scale N    seconds that pass on the emulator's clock in one second; 0 stops it
  --log-format F    text (default) or json
  --help            this text
`;

/** Seconds that may pass in one. */
const MAX_SCALE = 1_000_000;
const MAX_PORT = 65_535;

export type CommandLine = Omit<EmulatorOptions, 'log'> & { readonly help: boolean; readonly logFormat: LogFormat };

/** Reads the options and variables of the command. @throws SetupError that names the wrong option or variable */
export function readCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): CommandLine {
  const values = parse(args);
  const scale = values['time-scale'];
  return {
    help: values.help ?? false,
    logFormat: logFormat(values['log-format'] ?? 'text'),
    port:
      values.port === undefined
        ? wholeNumber('FOUNDRY_PORT', env.FOUNDRY_PORT || '7443')
        : wholeNumber('--port', values.port),
    state: path.resolve(values.state ?? path.join(env.LOCAL_STATE || '.local', 'foundry')),
    inMemory: values['in-memory'] ?? false,
    ...(scale === undefined ? {} : { clock: { scale: number('--time-scale', scale, MAX_SCALE) } }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.faults === undefined ? {} : { faults: readFaults(values.faults) }),
    settings: env,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        state: { type: 'string' },
        'in-memory': { type: 'boolean' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        'time-scale': { type: 'string' },
        'log-format': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw new SetupError(`${messageOf(cause).split('. ')[0]}. The options are:\n\n${HELP}`, { cause });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = number(name, text, MAX_PORT);
  if (Number.isInteger(value)) return value;
  throw new SetupError(`${name} is "${text}", which is not a port. Set it to a whole number from 0 to ${MAX_PORT}.`);
}

function number(name: string, text: string, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= max) return value;
  throw new SetupError(`${name} is "${text}". Give it a number from 0 to ${max}.`);
}

function logFormat(text: string): LogFormat {
  if (text === 'text' || text === 'json') return text;
  throw new SetupError(`--log-format is "${text}". It can be text or json.`);
}
