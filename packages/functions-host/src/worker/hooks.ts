export type HookCallback = (context: object) => unknown;

const names = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof names)[number];

const hooks = new Map<string, HookCallback[]>(names.map((name) => [name, []]));

/**
 * Adds a hook and returns a function that removes it.
 * @throws RangeError for an unknown hook
 */
export function addHook(name: string, callback: HookCallback): () => void {
  const list = hooks.get(name);
  if (!list) {
    // The package reads this flag for its own error message.
    const error = new RangeError(`There is no hook "${name}"; there are ${names.join(', ')}.`);
    throw Object.assign(error, { isAzureFunctionsSystemError: true });
  }
  list.push(callback);
  return () => {
    const at = list.indexOf(callback);
    if (at >= 0) list.splice(at, 1);
  };
}

/** Data shared by all hooks of the app. */
export const appHookData: Record<string, unknown> = {};

/** Runs the hooks in the order of their registration. */
export async function runHooks(name: Exclude<HookName, 'log'>, context: object): Promise<void> {
  for (const hook of [...(hooks.get(name) ?? [])]) await hook(context);
}

/** Log hooks may change the line but cannot delay it. */
export function runLogHooks(context: object): void {
  for (const hook of [...(hooks.get('log') ?? [])]) hook(context);
}
