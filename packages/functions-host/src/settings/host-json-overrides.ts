const PREFIX = 'AzureFunctionsJobHost__';

/** Applies settings such as `AzureFunctionsJobHost__extensions__queues__batchSize=4` to host.json. */
export function overrideHostJson(hostJson: unknown, environment: Readonly<Record<string, string>>): unknown {
  const result = structuredClone(hostJson);
  if (!isObject(result)) return result;
  for (const [name, value] of Object.entries(environment)) {
    if (!name.toLowerCase().startsWith(PREFIX.toLowerCase())) continue;
    set(result, name.slice(PREFIX.length).split('__'), typed(value));
  }
  return result;
}

function set(target: Record<string, unknown>, names: readonly string[], value: unknown): void {
  const [name = '', ...rest] = names;
  // Settings are case-insensitive, and host.json may contain the field in its own case.
  const key = Object.keys(target).find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  if (isObject(inner)) set(inner, rest, value);
  else {
    const made: Record<string, unknown> = {};
    target[key] = made;
    set(made, rest, value);
  }
}

/** Converts a setting, which is always text, to a number or boolean of host.json. */
function typed(value: string): unknown {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return /^\d+$/.test(value) ? Number(value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
