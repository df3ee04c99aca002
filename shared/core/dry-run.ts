import { TerminalError } from './errors.ts';

/**
 * Returns true when a command of npm only shows what it would do.
 * @param command Name in package.json.
 * @throws TerminalError when it is given anything but `--dry-run`
 */
export function isDryRun(args: readonly string[], command: string): boolean {
  const unknown = args.filter((arg) => arg !== '--dry-run');
  if (unknown.length === 0) return args.length > 0;
  throw new TerminalError(
    `npm run ${command} does not know ${unknown.join(' ')}. It knows --dry-run: \`npm run ${command} -- --dry-run\`.`,
  );
}
