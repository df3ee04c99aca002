#!/usr/bin/env node
const OLDEST_NODE = [22, 15] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(`The Functions host needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}.`);
  process.exit(1);
}
// Loaded after the check: these modules use features that older versions of Node lack.
const { runCommand } = await import('./run-command.ts');
await runCommand(process.argv.slice(2));

export {};
