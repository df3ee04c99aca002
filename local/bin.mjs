#!/usr/bin/env node
// `npx foundry-functions`: the command line, started like every npm script.
process.argv.splice(2, 0, 'local/cli.ts');
await import('./run.mjs');
