import type { FunctionMetadata } from '../../../packages/functions-host/src/worker/core-types.ts';
import { registry } from '../../../packages/functions-host/src/worker/registry.ts';

jest.mock(
  '@azure/functions-core',
  () => jest.requireActual('../../../packages/functions-host/src/worker/functions-core.ts'),
  {
    virtual: true,
  },
);

/** Functions that the app registers when it is loaded. */
export async function registeredFunctions(): Promise<readonly FunctionMetadata[]> {
  registry.loading = 'app.js';
  await import('../../../functions/app.ts');
  registry.loading = undefined;
  return [...registry.functions.values()].map(({ metadata }) => metadata);
}
