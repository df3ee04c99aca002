import { enableCompileCache } from 'node:module';

// What is compiled once is kept for the next start, which then takes half the time. It must be on before the rest is loaded. This file
// itself is loaded without it: so it is JavaScript, or Node would load its TypeScript compiler for these few lines, in every start.
enableCompileCache();
const { run } = await import('./run.ts');
await run();
