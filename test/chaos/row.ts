/** Options of `npm run chaos`; each row reads those that concern it. */
export interface ChaosOptions {
  readonly seed: number;
  readonly kills: number;
  /** Milliseconds that a process stands still after SIGSTOP. */
  readonly pauseMs: number;
  readonly calls: number;
  readonly jobs: number;
  readonly documents: number;
  /** Minutes that the row `work` runs, and so the occurrences of its schedule. */
  readonly minutes: number;
  /** Malformed messages, and as many requests over HTTP. */
  readonly fuzz: number;
  /** Calls of the burst. */
  readonly burst: number;
  /** Milliseconds to wait for the last answers: an agent's run lives for ten minutes. */
  readonly patienceMs: number;
  readonly print: (line: string) => void;
  /** Writes details as JSON to `.local/chaos`. */
  readonly keep: (name: string, details: unknown) => void;
}

/** One figure of a row. `met` compares it with what it must be; without `must` it only informs. */
export interface Check {
  readonly what: string;
  readonly value: string | number;
  readonly must?: string;
  readonly met?: boolean;
}

export interface Row {
  /** Word on the command line. */
  readonly name: string;
  readonly title: string;
  run(options: ChaosOptions): Promise<readonly Check[]>;
}

export interface RowResult {
  readonly title: string;
  readonly seconds: number;
  readonly checks: readonly Check[];
}

export const exactly = (what: string, value: number, wanted: number): Check => ({
  what,
  value,
  must: `${wanted}`,
  met: value === wanted,
});

export const atMost = (what: string, value: number, limit: number, unit = ''): Check => ({
  what,
  value: unit === '' ? value : `${value} ${unit}`,
  must: `at most ${limit}${unit === '' ? '' : ` ${unit}`}`,
  met: value <= limit,
});

export const atLeast = (what: string, value: number, limit: number): Check => ({
  what,
  value,
  must: `at least ${limit}`,
  met: value >= limit,
});

export const holds = (what: string, met: boolean, value: string): Check => ({ what, value, must: 'yes', met });

export const isMet = ({ checks }: RowResult): boolean => checks.every(({ met }) => met !== false);

/** The results as a Markdown table. */
export function tableOf(results: readonly RowResult[]): string {
  const lines = results.flatMap(({ title, seconds, checks }) =>
    checks.map(({ what, value, must = '', met }, at) => {
      const verdict = met === undefined ? '' : met ? 'pass' : 'FAIL';
      return `| ${at === 0 ? `${title} (${seconds} s)` : ''} | ${what} | ${value} | ${must} | ${verdict} |`;
    }),
  );
  return ['| Test | Figure | Value | Must be | |', '|---|---|---|---|---|', ...lines].join('\n');
}
