/** The result of one check. A failure and a warning name the cause and the fix: a command or a step. */
export type Finding =
  | { readonly ok: true; readonly check: string; readonly seen: string }
  | {
      readonly ok: false;
      readonly check: string;
      readonly cause: string;
      readonly fix: string;
      /** True when everything may still be in order; the exit code stays 0. */
      readonly warning?: boolean;
    };

export const pass = (check: string, seen: string): Finding => ({ ok: true, check, seen });
export const fail = (check: string, cause: string, fix: string): Finding => ({ ok: false, check, cause, fix });
export const warn = (check: string, cause: string, fix: string): Finding =>
  ({ ...fail(check, cause, fix), warning: true }) as Finding;
