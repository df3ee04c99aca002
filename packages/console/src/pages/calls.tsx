import { useQuery } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { useSearch } from 'wouter-preact';
import { duration, Empty, Facts, Json, Link, Loaded, Status, Table, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

/** One delivery of a tool call, as `GET /api/operations/tool-calls` lists it. Deliveries of one message share `call`. */
interface Delivery {
  readonly id: string;
  readonly call: string;
  readonly tool: string;
  readonly channel: string;
  readonly correlationId: string;
  readonly attempt: number;
  readonly enqueuedAt: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly duplicate?: boolean;
  readonly waitMs: number;
  readonly handlerMs?: number;
  readonly totalMs?: number;
  readonly argumentBytes?: number;
  readonly answerBytes?: number;
  readonly arguments?: string;
  readonly answer?: string;
}

/** Answer of `GET /api/operations/tool-calls/{call}`. */
interface Call {
  readonly call: string;
  readonly tool: string;
  readonly correlationId: string;
  readonly channel: string;
  readonly outcome?: string;
  readonly deliveries: readonly Delivery[];
  readonly timeline: readonly {
    readonly at: string;
    readonly event: string;
    readonly attempt?: number;
    readonly detail?: string;
  }[];
  readonly deadLetters: readonly string[];
}

const OUTCOMES = ['done', 'refused', 'unclear', 'retry', 'unreadable', 'error'];

/** Deliveries of tool calls, the newest call first. */
export function Calls() {
  const { api } = useSession();
  const search = useSearch();
  const [text, setText] = useState(new URLSearchParams(search).get('tool') ?? '');
  const [outcome, setOutcome] = useState('');
  const query = useQuery({
    queryKey: ['calls', outcome],
    queryFn: ({ signal }) =>
      api.get<{ recorded: boolean; toolCalls: readonly Delivery[] }>(
        `/operations/tool-calls?limit=1000${outcome && `&outcome=${outcome}`}`,
        signal,
      ),
  });
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
            {OUTCOMES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={query}>
        {({ recorded, toolCalls }) => {
          const rows = toolCalls.filter(({ tool, correlationId }) =>
            `${tool} ${correlationId}`.toLowerCase().includes(text.toLowerCase()),
          );
          if (!recorded)
            return (
              <Empty title="Tool calls are not recorded.">
                Remove the setting <code>TOOL_CALL_HISTORY=off</code>.
              </Empty>
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
              keyOf={({ id }) => id}
              columns={[
                { title: 'Time', width: '14rem', cell: ({ enqueuedAt }) => <Time at={enqueuedAt} /> },
                {
                  title: 'Tool',
                  width: '13rem',
                  cell: ({ tool, call }) => <Link href={`/calls/${call}`}>{tool}</Link>,
                },
                {
                  title: 'Correlation id',
                  width: 'auto',
                  cell: ({ correlationId }) => <code title={correlationId}>{correlationId}</code>,
                },
                { title: 'Attempt', width: '5rem', cell: ({ attempt }) => attempt },
                { title: 'Took', width: '6rem', cell: ({ totalMs, handlerMs }) => duration(totalMs ?? handlerMs) },
                {
                  title: 'Outcome',
                  width: '8rem',
                  cell: ({ outcome: ended, reason }) => (
                    <span title={reason}>
                      <Status value={ended} />
                    </span>
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

/** One call: its timeline, and its arguments and answer where the content setting allows. */
export function CallDetails({ call: id }: { call: string }) {
  const { api } = useSession();
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: ({ signal }) => api.get<Call>(`/operations/tool-calls/${encodeURIComponent(id)}`, signal),
  });
  return (
    <Loaded query={query}>
      {({ tool, correlationId, channel, outcome, deliveries, timeline, deadLetters }) => {
        const last = deliveries.at(-1);
        return (
          <>
            <h1>{tool}</h1>
            <div class="panel">
              <Facts
                of={{
                  'Correlation id': <code>{correlationId}</code>,
                  Channel: channel,
                  Outcome: <Status value={outcome} />,
                  Deliveries: deliveries.length,
                  Waited: duration(last?.waitMs),
                  Handler: duration(last?.handlerMs),
                  Total: duration(last?.totalMs),
                  Reason: last?.reason,
                  'Dead letters':
                    deadLetters.length === 0 ? undefined : <Link href="/dead-letters">{deadLetters.length}</Link>,
                }}
              />
            </div>
            <h2>Timeline</h2>
            <ol class="timeline">
              {timeline.map(({ at, event, attempt, detail }) => (
                <li
                  key={`${at}${event}${attempt}`}
                  class={/^(error|unreadable|unclear|retry)/.test(detail ?? '') ? 'bad' : ''}
                >
                  <Time at={at} />
                  <strong>{event}</strong>
                  {attempt !== undefined && deliveries.length > 1 && ` (attempt ${attempt})`} {detail}
                </li>
              ))}
            </ol>
            <h2>Arguments</h2>
            <Content value={last?.arguments} bytes={last?.argumentBytes} label="Arguments" />
            <h2>Answer</h2>
            <Content value={last?.answer} bytes={last?.answerBytes} label="Answer" />
          </>
        );
      }}
    </Loaded>
  );
}

function Content({ value, bytes, label }: { value: string | undefined; bytes: number | undefined; label: string }) {
  if (value !== undefined) return <Json value={value} label={label} />;
  return (
    <p class="muted">
      {bytes === undefined ? 'Not recorded.' : `${bytes} bytes. Set LOG_CONTENT=true to record the content.`}
    </p>
  );
}
