import { useQuery, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { ActionButton, Empty, Facts, Failure, Json, Link, Loaded, Table, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

/** A message that no function could process, as `GET /api/operations/dead-letters` lists it. */
interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly tool?: string;
  readonly correlationId?: string;
  readonly reason: string;
  readonly keptAt: string;
  readonly dequeueCount: number;
  readonly bytes: number;
  readonly sha256: string;
}

interface ReplayResult {
  readonly id: string;
  readonly replayed: boolean;
  readonly problem?: string;
}

/** Messages that no function could process: choose some, and replay them. */
export function DeadLetters() {
  const { api } = useSession();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problems, setProblems] = useState<readonly ReplayResult[]>([]);
  const query = useQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ signal }) =>
      api.get<{ deadLetters: readonly DeadLetter[] }>('/operations/dead-letters?limit=500', signal),
  });
  const toggle = (id: string) =>
    setChosen(new Set(chosen.has(id) ? [...chosen].filter((each) => each !== id) : [...chosen, id]));
  const replayChosen = async () => {
    const failed: ReplayResult[] = [];
    const ids = [...chosen];
    for (let at = 0; at < ids.length; at += 100) {
      const { results } = await api.send<{ results: readonly ReplayResult[] }>(
        'POST',
        '/operations/dead-letter-replays',
        { ids: ids.slice(at, at + 100) },
      );
      failed.push(...results.filter(({ replayed }) => !replayed));
    }
    setProblems(failed);
    setChosen(new Set());
    await queries.invalidateQueries();
  };
  return (
    <>
      <h1>Dead letters</h1>
      <p class="muted">
        Messages that no function could process. A replay sends the message to its queue again; the agent gets its
        answer if it still waits. <Link href="/audit">What operators did</Link>
      </p>
      {problems.map(({ id, problem }) => (
        <Failure key={id} error={`${id}: ${problem}`} />
      ))}
      <Loaded query={query}>
        {({ deadLetters }) =>
          deadLetters.length === 0 ? (
            <Empty title="No dead letter.">Every message was processed.</Empty>
          ) : (
            <>
              <div class="toolbar">
                <button type="button" onClick={() => setChosen(new Set(deadLetters.map(({ id }) => id)))}>
                  Choose all
                </button>
                <ActionButton
                  label={`Replay ${chosen.size}`}
                  question={`Send ${chosen.size} messages again, unchanged? A tool call runs even if an earlier delivery ended it as failed or unclear: check first that its effect did not take place.`}
                  disabled={chosen.size === 0}
                  action={replayChosen}
                />
              </div>
              <Table
                label="Dead letters"
                rows={deadLetters}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Choose',
                    width: '5rem',
                    cell: ({ id }) => (
                      <input
                        type="checkbox"
                        aria-label={`Choose ${id}`}
                        checked={chosen.has(id)}
                        onChange={() => toggle(id)}
                      />
                    ),
                  },
                  { title: 'Kept', width: '14rem', cell: ({ keptAt }) => <Time at={keptAt} /> },
                  {
                    title: 'Message',
                    width: '14rem',
                    cell: ({ id, tool, queue }) => (
                      <Link href={`/dead-letters/${encodeURIComponent(id)}`}>{tool ?? queue}</Link>
                    ),
                  },
                  { title: 'Reason', width: 'auto', cell: ({ reason }) => <span title={reason}>{reason}</span> },
                  { title: 'Deliveries', width: '6rem', cell: ({ dequeueCount }) => dequeueCount },
                  { title: 'Bytes', width: '6rem', cell: ({ bytes }) => bytes.toLocaleString() },
                ]}
              />
            </>
          )
        }
      </Loaded>
    </>
  );
}

/** One dead letter: read it, edit and replay it, or delete it. */
export function DeadLetterDetails({ id }: { id: string }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const [outcome, setOutcome] = useState<string>();
  const path = `/operations/dead-letters/${encodeURIComponent(id)}`;
  const query = useQuery({
    queryKey: ['dead-letter', id],
    queryFn: ({ signal }) => api.get<DeadLetter & { text?: string; message?: { arguments?: unknown } }>(path, signal),
    refetchInterval: false,
    enabled: outcome === undefined,
  });
  const act = async (done: string, action: () => Promise<unknown>) => {
    await action();
    setOutcome(done);
    await queries.invalidateQueries({ queryKey: ['dead-letters'] });
  };
  if (outcome !== undefined)
    return (
      <p class="notice" role="status">
        {outcome} <Link href="/calls">Tool calls</Link> · <Link href="/dead-letters">Dead letters</Link>
      </p>
    );
  return (
    <Loaded query={query}>
      {({ queue, tool, correlationId, reason, keptAt, dequeueCount, bytes, sha256, text }) => (
        <>
          <h1>{tool ?? queue}</h1>
          <div class="toolbar">
            <ActionButton
              label="Replay"
              question="Send this message again? Edit it first if it was wrong. A tool call runs even if an earlier delivery ended it as failed or unclear."
              {...(text === undefined ? {} : { edit: { label: 'Message', value: decoded(text) } })}
              action={(edited) =>
                act('The message was sent again.', () =>
                  api.send(
                    'POST',
                    `${path}/replay`,
                    text === undefined || edited === decoded(text) ? {} : { text: edited },
                  ),
                )
              }
            />
            <ActionButton
              label="Delete"
              question="Delete this message for good?"
              isDangerous
              action={() => act('The message was deleted.', () => api.send('DELETE', path))}
            />
          </div>
          <div class="panel">
            <Facts
              of={{
                Queue: <code>{queue}</code>,
                Reason: reason,
                'Correlation id': correlationId && <code>{correlationId}</code>,
                Kept: <Time at={keptAt} />,
                Deliveries: dequeueCount,
                Bytes: bytes,
                'SHA-256': <code>{sha256}</code>,
              }}
            />
          </div>
          <h2>Message</h2>
          {text === undefined ? (
            <p class="muted">Hidden by the content setting (LOG_CONTENT).</p>
          ) : (
            <Json value={decoded(text)} label="Message" />
          )}
        </>
      )}
    </Loaded>
  );
}

/** Messages of tools are base64 of JSON; the tools read both, so a replay may send the JSON as it is. */
function decoded(text: string): string {
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(text), (each) => each.charCodeAt(0)),
    );
    JSON.parse(json);
    return json;
  } catch {
    return text;
  }
}

/** The log of operators' actions, newest first. */
export function Audit() {
  const { api } = useSession();
  const query = useQuery({
    queryKey: ['audit'],
    queryFn: ({ signal }) =>
      api.get<{
        entries: readonly {
          at: string;
          caller: string;
          action: string;
          target: string;
          correlationId: string;
          detail?: string;
        }[];
      }>('/operations/audit?limit=100', signal),
  });
  return (
    <>
      <h1>Audit log</h1>
      <Loaded query={query}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title="No operator has changed anything." />
          ) : (
            <Table
              label="Audit log"
              rows={entries}
              keyOf={({ at, target, correlationId }) => `${at}${target}${correlationId}`}
              columns={[
                { title: 'Time', width: '14rem', cell: ({ at }) => <Time at={at} /> },
                { title: 'Caller', width: '14rem', cell: ({ caller }) => caller },
                { title: 'Action', width: '13rem', cell: ({ action }) => action },
                {
                  title: 'Target',
                  width: 'auto',
                  cell: ({ target, detail }) => <span title={target}>{detail ?? target}</span>,
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}
