/** The result of one check before a deployment. A warning does not stop it. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly line: string;
}

export const ok = (line: string): Finding => ({ level: 'ok', line });
export const warning = (line: string): Finding => ({ level: 'warning', line });
export const failure = (line: string): Finding => ({ level: 'error', line });
