import { type ClientResult, FEATURES, type Feature, failuresOf } from './features.ts';

/** Shows one cell: a mark, and the number of programs that passed where there are several. */
function cell({ results }: ClientResult, feature: Feature): string {
  const programs = results.filter((result) => result.feature === feature);
  if (programs.length === 0) return '–';
  const passed = programs.filter(({ reason }) => reason === undefined).length;
  return passed === programs.length ? `✓ ${passed}` : `✗ ${passed}/${programs.length}`;
}

const rowsOf = (clients: readonly ClientResult[]): string[][] => [
  ['client', ...FEATURES],
  ...clients.map((client) =>
    client.skipped === undefined
      ? [client.client, ...FEATURES.map((feature) => cell(client, feature))]
      : [client.client, 'skipped', ...FEATURES.slice(1).map(() => '')],
  ),
];

/** Returns one line that counts programs. */
export function summaryOf(clients: readonly ClientResult[]): string {
  const total = clients.flatMap(({ results }) => results).length;
  const passed = total - failuresOf(clients).length;
  const share = total === 0 ? '' : ` (${((100 * passed) / total).toFixed(1)} %)`;
  return `${passed} of ${total} programs passed${share}.`;
}

/** Returns the table for a terminal, with the reasons of failures below it. */
export function textTable(clients: readonly ClientResult[]): string {
  const rows = rowsOf(clients);
  const widths = ['', ...FEATURES].map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const failures = failuresOf(clients).map(
    ({ client, feature, program, reason }) => `✗ ${client} · ${feature} · ${program}\n    ${reason}`,
  );
  const skipped = clients.flatMap(({ client, skipped: why }) =>
    why === undefined ? [] : [`– ${client} was skipped: ${why}`],
  );
  return [...lines, '', ...failures, ...skipped, summaryOf(clients), ''].join('\n');
}

/** Returns the page of the documentation. */
export function markdownPage(clients: readonly ClientResult[], date: string): string {
  const markdownRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head = [], ...rows] = rowsOf(clients);
  const failures = failuresOf(clients).map(
    ({ client, feature, program, reason }) => `- ${client}, ${feature}, "${program}": ${reason?.split('\n')[0]}`,
  );
  const skipped = clients.flatMap(({ client, skipped: why }) =>
    why === undefined ? [] : [`- ${client}: skipped, ${why}`],
  );
  return [
    '# Clients',
    '',
    "Small programs over other people's clients run unchanged against the emulator. `npm run test:clients -- --write` generates this page.",
    '',
    `${summaryOf(clients)} ${date}.`,
    '',
    markdownRow(head),
    markdownRow(head.map(() => '---')),
    ...rows.map(markdownRow),
    '',
    '✓ n: all n programs passed. ✗ m/n: m of n passed. –: the client does not have the feature, or the programs do not use it.',
    '',
    ...(failures.length + skipped.length === 0 ? [] : ['## Failures', '', ...failures, ...skipped, '']),
    '## Versions',
    '',
    markdownRow(['client', 'packages']),
    markdownRow(['---', '---']),
    ...clients.map(({ client, versions }) => markdownRow([client, versions.map((each) => `\`${each}\``).join(', ')])),
    '',
    '## Run them',
    '',
    '```sh',
    'npm run test:clients                          # installs the clients on demand, prints the table',
    'npm run test:clients -- --only openai-node    # one client',
    'npm run test:clients -- --json                # results as JSON',
    '```',
    '',
    'The command starts the emulator with `--in-memory --port 0 --time-scale 60`, and exits with 1 when a program fails. The programs are in `packages/foundry-emulator/test/clients/programs`; those of .NET need the SDK (`dotnet`) and are skipped without it.',
    '',
  ].join('\n');
}
