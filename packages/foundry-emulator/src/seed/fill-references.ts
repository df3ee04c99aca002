import { SetupError } from '../../../../shared/core/setup-error.ts';

/**
 * A copy with each `${name.field}` in its texts replaced by what the entry called `name` was answered with.
 * @throws SetupError when there is no such entry or field
 */
export function filledIn<T>(value: T, answers: ReadonlyMap<string, unknown>, where: string): T {
  const fill = (each: unknown): unknown => {
    if (typeof each === 'string') return each.replace(/\$\{([\w.]+)\}/g, (_, path: string) => lookUp(path));
    if (Array.isArray(each)) return each.map(fill);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, fill(inner)]));
  };
  const lookUp = (path: string): string => {
    const [name = '', ...fields] = path.split('.');
    const found = fields.reduce<unknown>(
      (at, field) => (at as Record<string, unknown> | null)?.[field],
      answers.get(name),
    );
    if (typeof found === 'string' || typeof found === 'number') return `${found}`;
    throw new SetupError(
      `The seed's ${where} refers to \${${path}}, which is nothing that an earlier entry named by \`as\` was answered with.`,
    );
  };
  return fill(value) as T;
}
