/**
 * What a caller may do. `Reader`: look. `Agent`: call tools, and nothing else. `Operator`: everything. These are the app roles of
 * the app registration that guards this app.
 */
export const ROLES = ['Reader', 'Agent', 'Operator'] as const;
export type Role = (typeof ROLES)[number];

/** Who may call a function: whoever holds the role, or anybody. */
export type RequiredAccess = Role | 'anonymous';

/** Whether one of the roles a caller holds is enough. */
export function permits(held: readonly string[], needed: Role): boolean {
  return held.includes('Operator') || held.includes(needed);
}
