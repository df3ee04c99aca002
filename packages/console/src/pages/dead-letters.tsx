import { useQuery, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { ActionButton, Empty, Failure, Loaded, Table, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

/** A message that could not be handled, as `GET /api/operations/dead-letters` lists it. */
interface DeadLetter {
  readonly id: string;
  readonly source: string;
  readonly reason: string;
  readonly keptAt: string;
  readonly bytes: number;
  /** The message; absent when the content setting hides it. */
  readonly text?: string;
}

/** Messages that no function could handle: read, edit, replay, delete. */
export function DeadLetters() {
  const { api } = useSession();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<unknown>();
  const query = useQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ signal }) =>
      api.get<{ deadLetters: readonly DeadLetter[] }>('/operations/dead-letters?limit=500', signal),
  });
  const path = (id: string) => `/operations/dead-letters/${encodeURIComponent(id)}`;
  const replay = async (id: string, text?: string) => {
    await api.send('POST', `${path(id)}/replay`, text === undefined ? {} : { text });
    await queries.invalidateQueries();
  };
  const toggle = (id: string) =>
    setChosen(new Set(chosen.has(id) ? [...chosen].filter((each) => each !== id) : [...chosen, id]));
  return (
    <>
      <h1>Dead letters</h1>
      <p class="muted">
        Messages that no function could handle. A replay sends the message again; the agent gets its answer if it still
        waits.
      </p>
      {error !== undefined && <Failure error={error} />}
      <div class="toolbar">
        <ActionButton
          label={`Replay ${chosen.size}`}
          question={`Send ${chosen.size} messages again, unchanged?`}
          disabled={chosen.size === 0}
          action={async () => {
            setError(undefined);
            for (const id of chosen) await replay(id);
            setChosen(new Set());
          }}
        />
      </div>
      <Loaded query={query}>
        {({ deadLetters }) =>
          deadLetters.length === 0 ? (
            <Empty title="No dead letter.">Every message was handled.</Empty>
          ) : (
            <Table
              label="Dead letters"
              rows={deadLetters}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: 'Choose',
                  width: '4rem',
                  cell: ({ id }) => (
                    <input
                      type="checkbox"
                      aria-label={`Choose ${id}`}
                      checked={chosen.has(id)}
                      onChange={() => toggle(id)}
                    />
                  ),
                },
                { title: 'Kept', width: '12rem', cell: ({ keptAt }) => <Time at={keptAt} /> },
                { title: 'From', width: '2fr', cell: ({ source }) => <code>{source}</code> },
                { title: 'Reason', width: '3fr', cell: ({ reason }) => <span title={reason}>{reason}</span> },
                {
                  title: 'Message',
                  width: '3fr',
                  cell: ({ text, bytes }) =>
                    text === undefined ? `${bytes} bytes, hidden` : <code title={text}>{text}</code>,
                },
                {
                  title: 'Actions',
                  width: '11rem',
                  cell: ({ id, text }) => (
                    <>
                      <ActionButton
                        label="Replay"
                        question="Send this message again? Edit it first if it was wrong."
                        {...(text === undefined ? {} : { edit: { label: 'Message', value: text } })}
                        action={(edited) => replay(id, text === undefined || edited === text ? undefined : edited)}
                      />{' '}
                      <ActionButton
                        label="Delete"
                        question="Delete this message for good?"
                        isDangerous
                        action={async () => {
                          await api.send('DELETE', path(id));
                          await queries.invalidateQueries();
                        }}
                      />
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}
