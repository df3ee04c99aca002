import { isMissingParent } from './storage-errors.ts';

/**
 * Does `work`; only when its queue, table or container turns out to be missing is it made, and `work` done once more.
 * Asking first would cost a request every time, for something that is missing once.
 */
export async function createIfMissing<T>(make: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMissingParent(error)) throw error;
    await make();
    return await work();
  }
}
