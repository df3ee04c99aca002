import { useQuery, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { ActionButton, duration, Empty, Facts, Json, Link, Loaded, Status, Table, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

interface Ingestions {
  readonly sources: readonly {
    readonly name: string;
    readonly store: string;
    readonly from: readonly string[];
    readonly exclude: readonly string[];
  }[];
  readonly removed: readonly { readonly source: string; readonly store: string; readonly blobs: number }[];
  readonly rejected: readonly { readonly code: string; readonly message: string; readonly at: string }[];
  readonly unmatched?: readonly {
    readonly path: string;
    readonly at: string;
    readonly closest?: string;
    readonly differs?: string;
  }[];
}

interface SourceState {
  readonly vectorStore: { readonly name: string; readonly id?: string };
  readonly counts: Readonly<Record<string, number>>;
  readonly openBatches: number;
  readonly isWorking: boolean;
  readonly perMinute?: number;
  readonly secondsLeft?: number;
}

interface FileRow {
  readonly path: string;
  readonly status: string;
  readonly bytes?: number;
  readonly fileId?: string;
  readonly servingId?: string;
  readonly attempts: number;
  readonly changedAt: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Sources, removed sources, and messages and blobs that nothing took. */
export function Ingestion() {
  const { api } = useSession();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['ingestions'],
    queryFn: ({ signal }) => api.get<Ingestions>('/ingestions', signal),
  });
  return (
    <>
      <h1>Ingestion</h1>
      <Loaded query={query}>
        {({ sources, removed, rejected, unmatched = [] }) => (
          <>
            {sources.length === 0 && (
              <Empty title="No source is configured.">
                Add one under <code>ingestion</code> in <code>foundry.config.ts</code>, or run{' '}
                <code>npm run new -- source NAME</code>.
              </Empty>
            )}
            <div class="cards">
              {sources.map((source) => (
                <SourceCard key={source.name} {...source} />
              ))}
            </div>
            {removed.length > 0 && (
              <>
                <h2>Removed sources</h2>
                <p class="muted">They left the configuration. Their files stay searchable until you clear them.</p>
                <ul>
                  {removed.map(({ source, store, blobs }) => (
                    <li key={`${source}/${store}`}>
                      {source} in {store}: {blobs} blobs{' '}
                      <ActionButton
                        label="Clear"
                        question={`Delete the ${blobs} files of "${source}" in the vector store "${store}"? Blobs are not touched.`}
                        isDangerous
                        action={async () => {
                          await api.send('POST', `/ingestions/${encodeURIComponent(source)}/clear`, { store });
                          await queries.invalidateQueries();
                        }}
                      />
                    </li>
                  ))}
                </ul>
              </>
            )}
            {unmatched.length > 0 && (
              <>
                <h2>Blobs that no source matches</h2>
                <Table
                  label="Blobs that no source matches"
                  rows={unmatched}
                  keyOf={({ path }) => path}
                  columns={[
                    { title: 'Blob', width: 'auto', cell: ({ path }) => path },
                    { title: 'Closest glob', width: 'auto', cell: ({ closest }) => closest ?? '–' },
                    { title: 'Difference', width: 'auto', cell: ({ differs }) => differs ?? '–' },
                    { title: 'Seen', width: '14rem', cell: ({ at }) => <Time at={at} /> },
                  ]}
                />
              </>
            )}
            {rejected.length > 0 && (
              <>
                <h2>Messages that could not be read</h2>
                <ul>
                  {rejected.map(({ code, message, at }) => (
                    <li key={`${at}${message}`}>
                      <Time at={at} /> <code>{code}</code> {message}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function useSource(name: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['ingestion', name],
    queryFn: ({ signal }) => api.get<SourceState>(`/ingestions/${encodeURIComponent(name)}`, signal),
  });
}

function SourceCard({ name, store, from }: { name: string; store: string; from: readonly string[] }) {
  const query = useSource(name);
  const counts = query.data?.counts ?? {};
  const waiting = (counts.pending ?? 0) + (counts.uploaded ?? 0) + (counts.indexing ?? 0);
  return (
    <section class="card">
      <h2>
        <Link href={`/ingestion/${encodeURIComponent(name)}`}>{name}</Link>
      </h2>
      <div class="figure">{counts.indexed ?? '–'}</div>
      <div class="note">
        indexed in {store}; {waiting} on their way, {counts.failed ?? 0} failed
      </div>
      <div class="note">
        <code>{from.join(', ')}</code>
      </div>
    </section>
  );
}

/** One source: throughput, failures grouped by reason, its files, and its commands. */
export function SourceDetails({ source }: { source: string }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const [status, setStatus] = useState('');
  const [text, setText] = useState('');
  const [dryRun, setDryRun] = useState<unknown>();
  const state = useSource(source);
  const path = `/ingestions/${encodeURIComponent(source)}`;
  const files = useQuery({
    queryKey: ['files', source, status],
    queryFn: ({ signal }) =>
      api.get<{ files: readonly FileRow[] }>(`${path}/files?limit=1000${status && `&status=${status}`}`, signal),
  });
  const shown = (files.data?.files ?? []).filter(
    (file) => text === '' || `${file.path} ${file.fileId ?? ''}`.toLowerCase().includes(text.toLowerCase()),
  );
  const reasons = Map.groupBy(
    (files.data?.files ?? []).filter(({ error }) => error !== undefined),
    ({ error }) => error?.code ?? '',
  );
  const refresh = () => queries.invalidateQueries();
  return (
    <>
      <h1>{source}</h1>
      <div class="toolbar">
        <ActionButton
          label="Retry failed"
          question="Retry every failed blob of this source?"
          action={async () => {
            await api.send('POST', `${path}/retry`, {});
            await refresh();
          }}
        />
        <button
          type="button"
          onClick={async () => setDryRun(await api.send('POST', '/ingestions', { source, dryRun: true }))}
        >
          Dry run
        </button>
        <ActionButton
          label="Backfill"
          question="Compare every blob of this source with the vector store, and upload what is missing?"
          action={async () => {
            await api.send('POST', '/ingestions', { source });
            await refresh();
          }}
        />
      </div>
      {dryRun !== undefined && (
        <section class="panel">
          <h2>A backfill would do this</h2>
          <Json value={dryRun} label="Dry run" />
        </section>
      )}
      <Loaded query={state}>
        {({ vectorStore, counts, openBatches, isWorking, perMinute, secondsLeft }) => (
          <div class="panel">
            <Facts
              of={{
                'Vector store': `${vectorStore.name} ${vectorStore.id ?? '(not created yet)'}`,
                Indexed: counts.indexed ?? 0,
                'On their way': (counts.pending ?? 0) + (counts.uploaded ?? 0) + (counts.indexing ?? 0),
                Failed: counts.failed ?? 0,
                'Open batches': openBatches,
                Working: isWorking ? 'yes' : 'no',
                'Files per minute': perMinute,
                'Time left': secondsLeft === undefined ? undefined : duration(secondsLeft * 1_000),
              }}
            />
          </div>
        )}
      </Loaded>
      {reasons.size > 0 && (
        <>
          <h2>Failures by reason</h2>
          <ul>
            {[...reasons].map(([code, failed]) => (
              <li key={code}>
                <code>{code}</code>: {failed.length}. {failed[0]?.error?.message}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Files</h2>
      <div class="toolbar">
        <label>
          Status
          <select value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
            <option value="">All</option>
            {['pending', 'uploaded', 'indexed', 'failed'].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label>
          Blob or file id
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      </div>
      <Loaded query={files}>
        {() =>
          shown.length === 0 ? (
            <Empty title="No file matches.">
              Upload one with <code>npm run upload -- FILE</code>.
            </Empty>
          ) : (
            <Table
              label="Files"
              rows={shown}
              keyOf={({ path: blob }) => blob}
              columns={[
                { title: 'Blob', width: 'auto', cell: ({ path: blob }) => <span title={blob}>{blob}</span> },
                { title: 'Status', width: '7rem', cell: (file) => <Status value={file.status} /> },
                { title: 'Bytes', width: '6rem', cell: ({ bytes }) => bytes?.toLocaleString() ?? '–' },
                {
                  title: 'File',
                  width: 'auto',
                  cell: ({ servingId, fileId }) => (
                    <code title={servingId ?? fileId}>{servingId ?? fileId ?? '–'}</code>
                  ),
                },
                { title: 'Changed', width: '14rem', cell: ({ changedAt }) => <Time at={changedAt} /> },
                {
                  title: 'Reason',
                  width: 'auto',
                  cell: ({ error }) => <span title={error?.message}>{error?.message ?? ''}</span>,
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}
