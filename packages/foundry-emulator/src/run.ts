import { messageOf } from '../../../shared/core/errors.ts';
import { SetupError } from '../../../shared/core/setup-error.ts';
import { HELP, readCommandLine } from './command-line.ts';
import { asStateError } from './core/http/state-error.ts';
import { createLog } from './core/log.ts';
import { createEmulator, type Emulator } from './emulator.ts';

/** Starts the emulator as the command line says, until it is asked to stop. Writes why it cannot, and sets the exit code. */
export async function run(): Promise<void> {
  try {
    await start();
  } catch (error) {
    fail(error);
  }
}

async function start(): Promise<void> {
  const { help, logFormat, ...options } = readCommandLine(process.argv.slice(2), process.env);
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const log = createLog(logFormat);
  const emulator = await createEmulator({ ...options, log });
  const { project: foundryProject, azureOpenAI, admin } = emulator.endpoints;
  const { certificate } = emulator;
  if (logFormat === 'json') log.info('ready', { foundryProject, azureOpenAI, admin, certificate });
  else process.stdout.write(welcome(emulator));
  const stop = () => void emulator.close().then(() => process.exit(0), fail);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

const welcome = ({ endpoints, certificate }: Emulator): string => `
  Foundry project   ${endpoints.project}
  Azure OpenAI      ${endpoints.azureOpenAI}
  Clock, faults ... ${endpoints.admin}/health
  Certificate       ${certificate}

Any token and any api-key will do. For Node, trust the certificate by NODE_EXTRA_CA_CERTS; see docs/emulator/README.md.

`;

function fail(error: unknown): void {
  const text = error instanceof SetupError ? error.message : asStateError(error)?.message;
  process.stderr.write(`${text ?? `The emulator failed: ${messageOf(error)}`}\n`);
  process.exitCode = 1;
}
