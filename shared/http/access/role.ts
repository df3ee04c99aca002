/**
 * App roles of the app registration that guards this app. `Reader` reads, `Agent` only calls tools, `Operator` may do
 * everything.
 */
export const ROLES = ['Reader', 'Agent', 'Operator'] as const;
export type Role = (typeof ROLES)[number];

/** Access that a function needs: a role, or none. */
export type RequiredAccess = Role | 'anonymous';

/** True when one of the caller's roles is sufficient. */
export function permits(held: readonly string[], needed: Role): boolean {
  return held.includes('Operator') || held.includes(needed);
}
