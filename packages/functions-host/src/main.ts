/** `node packages/functions-host/src/main.ts --app DIR`: runs a function app on this machine. See docs/local-host.md. */
const OLDEST_NODE = [22, 15] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(
    `The Functions host needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${process.version}. Start it through npm (npm start), which brings the project's own Node.`,
  );
  process.exit(1);
}
// Only now: what follows uses what an older Node does not have.
const { runCommand } = await import('./run-command.ts');
await runCommand(process.argv.slice(2));

export {};
