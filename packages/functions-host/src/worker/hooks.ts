export type HookCallback = (context: object) => unknown;

const names = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof names)[number];

const hooks = new Map<string, HookCallback[]>(names.map((name) => [name, []]));

/** Returns a function that removes the hook again. @throws RangeError for a hook that the worker does not know */
export function addHook(name: string, callback: HookCallback): () => void {
  const list = hooks.get(name);
  if (!list) {
    // The package reads this flag to word its own error.
    const error = new RangeError(`There is no hook "${name}"; there are ${names.join(', ')}.`);
    throw Object.assign(error, { isAzureFunctionsSystemError: true });
  }
  list.push(callback);
  return () => {
    const at = list.indexOf(callback);
    if (at >= 0) list.splice(at, 1);
  };
}

/** Data that all hooks of the app share; each hook's context carries it. */
export const appHookData: Record<string, unknown> = {};

/** Runs the hooks one after another in the order of their registration. */
export async function runHooks(name: Exclude<HookName, 'log'>, context: object): Promise<void> {
  for (const hook of [...(hooks.get(name) ?? [])]) await hook(context);
}

/** Log hooks may change the line but not delay it. */
export function runLogHooks(context: object): void {
  for (const hook of [...(hooks.get('log') ?? [])]) hook(context);
}
