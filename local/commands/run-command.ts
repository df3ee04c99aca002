import { TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';

/**
 * Runs a command and sets the exit code. A problem that the user can solve is printed in words; any other error keeps its stack.
 * @param command resolves with the exit code
 */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof TerminalError || error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
