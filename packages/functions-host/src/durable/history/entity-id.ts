/** Name (in lower case) and key of an entity. */
export interface EntityId {
  readonly name: string;
  readonly key: string;
}

export function entityId(name: string, key: string): EntityId {
  return { name: name.toLowerCase(), key };
}

/** Returns the instance id of an entity: `@name@key`. */
export function schedulerId({ name, key }: EntityId): string {
  return `@${name.toLowerCase()}@${key}`;
}

/** Returns the entity of an instance id; undefined for an orchestration's id. */
export function entityOf(instanceId: string): EntityId | undefined {
  const end = instanceId.indexOf('@', 1);
  if (!instanceId.startsWith('@') || end < 2) return undefined;
  return { name: instanceId.slice(1, end), key: instanceId.slice(end + 1) };
}
