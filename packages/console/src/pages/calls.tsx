import { useQuery } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { duration, Empty, Facts, Json, Link, Loaded, Status, Table, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

/** A tool call as `GET /api/operations/tool-calls` lists it. */
export interface Call {
  readonly tool: string;
  readonly correlationId: string;
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly attempt: number;
  readonly outcome: string;
}

/** Answer of `GET /api/operations/tool-calls/{tool}/{correlationId}`. */
export interface CallTimeline extends Call {
  readonly timeline: readonly { readonly at: string; readonly event: string; readonly detail?: string }[];
  readonly arguments?: unknown;
  readonly answer?: unknown;
  readonly bytes?: { readonly arguments?: number; readonly answer?: number };
}

/** Path of a call's page. */
export const callPath = ({ tool, correlationId }: Pick<Call, 'tool' | 'correlationId'>) =>
  `/calls/${encodeURIComponent(tool)}/${encodeURIComponent(correlationId)}`;

/** Tool calls, newest first. */
export function Calls() {
  const { api } = useSession();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState('');
  const query = useQuery({
    queryKey: ['calls'],
    queryFn: ({ signal }) => api.get<{ calls: readonly Call[] }>('/operations/tool-calls?limit=500', signal),
  });
  const outcomes = [...new Set((query.data?.calls ?? []).map((call) => call.outcome))];
  return (
    <>
      <h1>Tool calls</h1>
      <div class="toolbar">
        <label>
          Tool or correlation id
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <label>
          Outcome
          <select value={outcome} onChange={(event) => setOutcome(event.currentTarget.value)}>
            <option value="">All</option>
            {outcomes.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={query}>
        {({ calls }) => {
          const rows = calls.filter(
            (call) =>
              `${call.tool} ${call.correlationId}`.toLowerCase().includes(text.toLowerCase()) &&
              (outcome === '' || call.outcome === outcome),
          );
          if (rows.length === 0)
            return (
              <Empty title="No call matches.">
                Ask an agent in the <Link href="/playground">playground</Link>, or run <code>npm run smoke</code>.
              </Empty>
            );
          return (
            <Table
              label="Tool calls"
              rows={rows}
              keyOf={(call) => `${call.tool}${call.correlationId}${call.startedAt}`}
              columns={[
                { title: 'Time', width: '12rem', cell: ({ startedAt }) => <Time at={startedAt} /> },
                { title: 'Tool', width: '2fr', cell: (call) => <Link href={callPath(call)}>{call.tool}</Link> },
                {
                  title: 'Correlation id',
                  width: '3fr',
                  cell: ({ correlationId }) => <code title={correlationId}>{correlationId}</code>,
                },
                { title: 'Attempt', width: '5rem', cell: ({ attempt }) => attempt },
                { title: 'Took', width: '6rem', cell: ({ durationMs }) => duration(durationMs) },
                { title: 'Outcome', width: '9rem', cell: (call) => <Status value={call.outcome} /> },
              ]}
            />
          );
        }}
      </Loaded>
    </>
  );
}

/** One call: its timeline, and its arguments and answer where the content setting allows. */
export function CallDetails({ tool, id }: { tool: string; id: string }) {
  const { api } = useSession();
  const query = useQuery({
    queryKey: ['call', tool, id],
    queryFn: ({ signal }) =>
      api.get<CallTimeline>(`/operations/tool-calls/${encodeURIComponent(tool)}/${encodeURIComponent(id)}`, signal),
  });
  return (
    <Loaded query={query}>
      {(call) => (
        <>
          <h1>{tool}</h1>
          <div class="panel">
            <Facts
              of={{
                'Correlation id': <code>{id}</code>,
                Outcome: <Status value={call.outcome} />,
                Attempt: call.attempt,
                Took: duration(call.durationMs),
              }}
            />
          </div>
          <h2>Timeline</h2>
          <ol class="timeline">
            {call.timeline.map(({ at, event, detail }) => (
              <li key={`${at}${event}`} class={/fail|error|poison|dead/i.test(event) ? 'bad' : ''}>
                <Time at={at} />
                <strong>{event}</strong> {detail}
              </li>
            ))}
          </ol>
          <h2>Arguments</h2>
          <Content value={call.arguments} bytes={call.bytes?.arguments} label="Arguments" />
          <h2>Answer</h2>
          <Content value={call.answer} bytes={call.bytes?.answer} label="Answer" />
        </>
      )}
    </Loaded>
  );
}

function Content({ value, bytes, label }: { value: unknown; bytes: number | undefined; label: string }) {
  if (value !== undefined) return <Json value={value} label={label} />;
  return (
    <p class="muted">{bytes === undefined ? 'Not recorded.' : `${bytes} bytes, hidden by the content setting.`}</p>
  );
}
