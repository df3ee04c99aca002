import { useQuery, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import {
  ActionButton,
  duration,
  Empty,
  Facts,
  Failure,
  Json,
  Link,
  Loaded,
  Status,
  Table,
  Time,
} from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

interface JournalEntry {
  readonly id: string;
  readonly time: string;
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly durationMs: number;
}

/** Returns the emulator's administrative API. @throws Error on Azure, where no emulator runs */
function useEmulator() {
  const { emulator } = useSession();
  if (emulator === undefined) throw new Error('No emulator runs beside this app.');
  return emulator;
}

/** Requests as they come, newest first. */
export function EmulatorRequests() {
  const emulator = useEmulator();
  const [text, setText] = useState('');
  const query = useQuery({
    queryKey: ['requests'],
    queryFn: ({ signal }) => emulator.get<{ requests: readonly JournalEntry[] }>('/requests?limit=1000', signal),
  });
  return (
    <>
      <h1>Requests</h1>
      <div class="toolbar">
        <label>
          Operation or path
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      </div>
      <Loaded query={query}>
        {({ requests }) => {
          const rows = requests.filter(({ operation, path }) =>
            `${operation ?? ''} ${path}`.toLowerCase().includes(text.toLowerCase()),
          );
          if (rows.length === 0)
            return <Empty title="No request yet.">Point a client at the emulator, and its requests appear here.</Empty>;
          return (
            <Table
              label="Requests"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { title: 'Time', width: '14rem', cell: ({ time }) => <Time at={time} /> },
                { title: 'Operation', width: 'auto', cell: ({ operation, method }) => operation ?? method },
                { title: 'Path', width: 'auto', cell: ({ path }) => <code title={path}>{path}</code> },
                {
                  title: 'Status',
                  width: '5rem',
                  cell: ({ status }) => (
                    <span class={status === null || status >= 400 ? 'bad' : 'good'}>{status ?? 'dropped'}</span>
                  ),
                },
                { title: 'Took', width: '5rem', cell: ({ durationMs }) => duration(durationMs) },
              ]}
            />
          );
        }}
      </Loaded>
    </>
  );
}

/** The emulator's clock: advance it, or change its speed. */
export function EmulatorClock() {
  const emulator = useEmulator();
  const queries = useQueryClient();
  const [amount, setAmount] = useState('PT1H');
  const [scale, setScale] = useState('1');
  const [error, setError] = useState<unknown>();
  const query = useQuery({
    queryKey: ['clock'],
    queryFn: ({ signal }) => emulator.get<{ now: string; scale: number }>('/clock', signal),
    refetchInterval: 1_000,
  });
  const change = async (body: unknown) => {
    setError(undefined);
    try {
      await emulator.send('POST', '/clock', body);
      await queries.invalidateQueries();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <>
      <h1>Clock</h1>
      {error !== undefined && <Failure error={error} />}
      <Loaded query={query}>
        {({ now, scale: speed }) => (
          <div class="panel">
            <Facts of={{ Now: <Time at={now} />, 'Clock speed': `${speed}×` }} />
          </div>
        )}
      </Loaded>
      <form
        class="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          void change({ advance: amount });
        }}
      >
        <label>
          Advance by (ISO 8601 duration)
          <input value={amount} onInput={(event) => setAmount(event.currentTarget.value)} />
        </label>
        <button type="submit">Advance</button>
      </form>
      <form
        class="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          void change({ scale: Number(scale) });
        }}
      >
        <label>
          Clock speed (×)
          <input
            type="number"
            min="0"
            step="any"
            value={scale}
            onInput={(event) => setScale(event.currentTarget.value)}
          />
        </label>
        <button type="submit">Set speed</button>
      </form>
    </>
  );
}

interface Fault {
  readonly id: string;
  readonly operation?: string;
  readonly status?: number;
  readonly drop?: string;
  readonly delayMs?: number;
  readonly times?: number;
  readonly struck?: number;
}

/** Faults that are armed, and a form for another. */
export function EmulatorFaults() {
  const emulator = useEmulator();
  const queries = useQueryClient();
  const [operation, setOperation] = useState('Responses_*');
  const [status, setStatus] = useState('429');
  const [times, setTimes] = useState('3');
  const [error, setError] = useState<unknown>();
  const query = useQuery({
    queryKey: ['faults'],
    queryFn: ({ signal }) => emulator.get<{ faults: readonly Fault[] }>('/faults', signal),
  });
  const arm = async () => {
    setError(undefined);
    try {
      await emulator.send('POST', '/faults', {
        operation,
        status: Number(status),
        ...(times !== '' && { times: Number(times) }),
      });
      await queries.invalidateQueries();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <>
      <h1>Faults</h1>
      {error !== undefined && <Failure error={error} />}
      <form
        class="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          void arm();
        }}
      >
        <label>
          Operation (* matches anything)
          <input required value={operation} onInput={(event) => setOperation(event.currentTarget.value)} />
        </label>
        <label>
          Status
          <input
            type="number"
            min="400"
            max="599"
            required
            value={status}
            onInput={(event) => setStatus(event.currentTarget.value)}
          />
        </label>
        <label>
          Times
          <input type="number" min="1" value={times} onInput={(event) => setTimes(event.currentTarget.value)} />
        </label>
        <button class="primary" type="submit">
          Arm
        </button>
      </form>
      <Loaded query={query}>
        {({ faults }) => {
          if (faults.length === 0)
            return (
              <Empty title="No fault is armed.">
                Arm one to see how your code copes with 429, 500, and dropped connections.
              </Empty>
            );
          return (
            <Table
              label="Faults"
              rows={faults}
              keyOf={({ id }) => id}
              columns={[
                { title: 'Operation', width: 'auto', cell: ({ operation: name }) => name ?? 'all' },
                {
                  title: 'Effect',
                  width: 'auto',
                  cell: ({ status: code, drop, delayMs }) =>
                    [code, drop && `drop ${drop}`, delayMs && `delay ${delayMs} ms`].filter(Boolean).join(', '),
                },
                {
                  title: 'Struck',
                  width: '8rem',
                  cell: ({ struck = 0, times: limit }) => `${struck}${limit === undefined ? '' : ` of ${limit}`}`,
                },
                {
                  title: '',
                  width: '8rem',
                  cell: ({ id }) => (
                    <ActionButton
                      label="Disarm"
                      question="Disarm this fault?"
                      action={async () => {
                        await emulator.send('DELETE', `/faults/${id}`);
                        await queries.invalidateQueries();
                      }}
                    />
                  ),
                },
              ]}
            />
          );
        }}
      </Loaded>
    </>
  );
}

interface Collection {
  readonly project: string;
  readonly name: string;
  readonly count: number;
}

/** Counts of all kinds of objects; with `kind`, the newest objects as JSON. */
export function EmulatorObjects({ project, kind }: { project?: string | undefined; kind?: string | undefined }) {
  const emulator = useEmulator();
  const queries = useQueryClient();
  const counts = useQuery({
    queryKey: ['objects'],
    queryFn: ({ signal }) => emulator.get<{ collections: readonly Collection[] }>('/objects', signal),
  });
  const chosen = useQuery({
    queryKey: ['objects', project, kind],
    enabled: kind !== undefined,
    queryFn: ({ signal }) => emulator.get<unknown>(`/objects/${project}/${kind}?limit=50`, signal),
  });
  return (
    <>
      <h1>Objects</h1>
      <div class="toolbar">
        <ActionButton
          label="Reset"
          question="Delete every object, fault, and journal entry, and set the clock to real time?"
          isDangerous
          action={async () => {
            await emulator.send('POST', '/reset');
            await queries.invalidateQueries();
          }}
        />
      </div>
      <Loaded query={counts}>
        {({ collections }) => (
          <Table
            label="Objects"
            rows={collections.filter(({ count }) => count > 0)}
            keyOf={(row) => `${row.project}/${row.name}`}
            columns={[
              { title: 'Project', width: 'auto', cell: (row) => row.project },
              {
                title: 'Kind',
                width: 'auto',
                cell: (row) => (
                  <Link href={`/emulator/objects/${encodeURIComponent(row.project)}/${encodeURIComponent(row.name)}`}>
                    {row.name}
                  </Link>
                ),
              },
              { title: 'Count', width: '6rem', cell: (row) => row.count },
            ]}
          />
        )}
      </Loaded>
      {kind !== undefined && (
        <section>
          <h2>
            {kind} in {project}
          </h2>
          <Loaded query={chosen}>{(data) => <Json value={data} label={kind} />}</Loaded>
        </section>
      )}
    </>
  );
}

interface Coverage {
  readonly served: number;
  readonly total: number;
  readonly operations: readonly {
    readonly id: string;
    readonly api: string;
    readonly group: string;
    readonly method: string;
    readonly path: string;
    readonly served: boolean;
  }[];
}

/** Operations of both references, and those that are served. */
export function EmulatorCoverage() {
  const emulator = useEmulator();
  const query = useQuery({
    queryKey: ['coverage'],
    queryFn: ({ signal }) => emulator.get<Coverage>('/coverage', signal),
    refetchInterval: false,
  });
  return (
    <>
      <h1>Coverage</h1>
      <Loaded query={query}>
        {({ served, total, operations }) => (
          <>
            <p>
              {served} of {total} operations are served.
            </p>
            <Table
              label="Operations"
              rows={operations}
              keyOf={({ id, api }) => `${api}/${id}`}
              columns={[
                { title: 'Operation', width: 'auto', cell: ({ id }) => id },
                { title: 'API', width: '9rem', cell: ({ api }) => api },
                { title: 'Group', width: '10rem', cell: ({ group }) => group },
                {
                  title: 'Request',
                  width: 'auto',
                  cell: ({ method, path }) => <code title={path}>{`${method} ${path}`}</code>,
                },
                {
                  title: 'Served',
                  width: '6rem',
                  cell: ({ served: isServed }) => <Status value={isServed ? 'ok' : 'missing'} />,
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </>
  );
}
