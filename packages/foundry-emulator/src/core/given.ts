/** A property that is there only with a value. Null is as good as absent. */
export const given = <K extends string, V>(name: K, value: V | null | undefined) =>
  (value === null || value === undefined ? {} : { [name]: value }) as { [P in K]?: NonNullable<V> };
