import { isNotFound } from '../../azure/storage/storage-errors.ts';

/** What was asked for, `undefined` when the service says that it is not there. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
