/** An entity's name (always in lower case) and key. */
export interface EntityId {
  readonly name: string;
  readonly key: string;
}

export function entityId(name: string, key: string): EntityId {
  return { name: name.toLowerCase(), key };
}

/** The instance id under which an entity keeps its state: `@name@key`. */
export function schedulerId({ name, key }: EntityId): string {
  return `@${name.toLowerCase()}@${key}`;
}

/** The entity of an instance id, or undefined when it is an orchestration's. */
export function entityOf(instanceId: string): EntityId | undefined {
  const end = instanceId.indexOf('@', 1);
  if (!instanceId.startsWith('@') || end < 2) return undefined;
  return { name: instanceId.slice(1, end), key: instanceId.slice(end + 1) };
}
