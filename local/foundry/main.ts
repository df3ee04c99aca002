import { enableCompileCache } from 'node:module';

// What is compiled once is kept for the next start, which then takes half the time. It must be on before the rest is loaded.
enableCompileCache();
const { run } = await import('./run.ts');
await run();
