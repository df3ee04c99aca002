import { type RunningAzurite, startAzurite as start } from '../../local/platform/azurite.ts';

/** A real Azurite in memory on free ports. Call `stop()` in afterAll. */
export const startAzurite = (): Promise<RunningAzurite> => start();
