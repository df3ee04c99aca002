import type { HostExtension } from './extension/extension.ts';
import type { FunctionTable } from './extension/function-table.ts';

/** Starts the extensions, then the listeners of every function that is neither refused nor disabled. */
export async function startTriggers(
  extensions: readonly HostExtension[],
  { entries }: FunctionTable,
): Promise<{ stop(): Promise<void> }> {
  const listeners = entries.flatMap(({ listener, disabled }) => (listener && !disabled ? [listener] : []));
  const stop = async () => {
    await Promise.all(listeners.map((listener) => listener.stop()));
    await Promise.all(extensions.map((extension) => extension.stop?.()));
  };
  try {
    await Promise.all(extensions.map((extension) => extension.start?.()));
    await Promise.all(listeners.map((listener) => listener.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
