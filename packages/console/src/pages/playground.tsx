import { useQuery } from '@tanstack/preact-query';
import { useRef, useState } from 'preact/hooks';
import { Empty, Failure, Json, Link, Loaded, Status } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

type Part =
  | { readonly type: 'text'; readonly id?: string; readonly text: string }
  | {
      readonly type: 'call';
      readonly id?: string;
      readonly tool: string;
      readonly status?: string;
      readonly arguments?: string;
    };

/** Answer of `GET /api/operations/playground/{response}`: what the agent has done so far. */
interface Progress {
  readonly status: string;
  readonly parts: readonly Part[];
  readonly citations: readonly { readonly path?: string; readonly source?: string; readonly filename?: string }[];
  readonly error?: string;
}

interface Turn {
  readonly question: string;
  readonly progress?: Progress;
}

const POLL_MS = 300;
const GOES_ON = ['queued', 'in_progress'];

/** Talk to an agent of the configuration; its tool calls appear while it waits for them. */
export function Playground() {
  const { api } = useSession();
  const agents = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) =>
      api.get<{ agents: readonly { name: string; description?: string }[] }>('/operations/agents', signal),
    refetchInterval: false,
  });
  const [agent, setAgent] = useState('');
  const [question, setQuestion] = useState('');
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [conversation, setConversation] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const abort = useRef<AbortController>();
  const name = agent || agents.data?.agents[0]?.name;

  const restart = () => {
    abort.current?.abort();
    setTurns([]);
    setConversation(undefined);
    setError(undefined);
  };

  const ask = async () => {
    if (name === undefined || question.trim() === '' || isBusy) return;
    const asked = question;
    const controller = new AbortController();
    const { signal } = controller;
    abort.current = controller;
    setQuestion('');
    setBusy(true);
    setError(undefined);
    setTurns((before) => [...before, { question: asked }]);
    const show = (progress: Progress) =>
      setTurns((all) => all.map((turn, index) => (index === all.length - 1 ? { ...turn, progress } : turn)));
    try {
      const body = { agent: name, input: asked, ...(conversation !== undefined && { conversation }) };
      const started = await api.send<{ response: string; conversation: string }>(
        'POST',
        '/operations/playground',
        body,
      );
      setConversation(started.conversation);
      for (let status = 'queued'; GOES_ON.includes(status) && !signal.aborted; ) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        const progress = await api.get<Progress>(`/operations/playground/${started.response}`, signal);
        status = progress.status;
        show(progress);
        if (progress.error !== undefined) setError(new Error(progress.error));
      }
    } catch (failure) {
      if (!signal.aborted) setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <h1>Playground</h1>
      <Loaded query={agents}>
        {({ agents: all }) =>
          all.length === 0 ? (
            <Empty title="No agent is configured.">
              Add one under <code>agents</code> in <code>foundry.config.ts</code>, or run{' '}
              <code>npm run new -- agent NAME</code>.
            </Empty>
          ) : (
            <>
              <div class="toolbar">
                <label>
                  Agent
                  <select
                    value={name}
                    onChange={(event) => {
                      setAgent(event.currentTarget.value);
                      restart();
                    }}
                  >
                    {all.map((each) => (
                      <option key={each.name}>{each.name}</option>
                    ))}
                  </select>
                </label>
                <button type="button" onClick={restart}>
                  New conversation
                </button>
              </div>
              <div class="chat" aria-live="polite">
                {turns.map((turn, index) => (
                  <TurnView key={`${index} ${turn.question}`} {...turn} />
                ))}
              </div>
              {error !== undefined && <Failure error={error} />}
              <form
                onSubmit={(event) => {
                  event.preventDefault();
                  void ask();
                }}
              >
                <label class="field">
                  Message
                  <textarea
                    rows={3}
                    value={question}
                    onInput={(event) => setQuestion(event.currentTarget.value)}
                    onKeyDown={(event) => {
                      if (event.key !== 'Enter' || event.shiftKey) return;
                      event.preventDefault();
                      void ask();
                    }}
                  />
                </label>
                <div class="toolbar">
                  <button class="primary" type="submit" disabled={isBusy}>
                    {isBusy ? 'Waiting for the answer' : 'Send'}
                  </button>
                  {isBusy && (
                    <button type="button" onClick={() => abort.current?.abort()}>
                      Stop waiting
                    </button>
                  )}
                </div>
              </form>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function TurnView({ question, progress }: Turn) {
  const { parts = [], citations = [], status } = progress ?? {};
  return (
    <>
      <div class="said user">{question}</div>
      {parts.map((part, index) =>
        part.type === 'text' ? (
          <div class="said" key={part.id ?? `text ${index}`}>
            {part.text}
          </div>
        ) : (
          <div class="said tool" key={part.id ?? `call ${index}`}>
            <strong>{part.tool}</strong> <Status value={part.status} />{' '}
            <Link href={`/calls?tool=${encodeURIComponent(part.tool)}`}>Calls of this tool</Link>
            {part.arguments !== undefined && <Json value={part.arguments} label={`Arguments of ${part.tool}`} />}
          </div>
        ),
      )}
      {citations.length > 0 && (
        <p class="muted">
          Sources:{' '}
          {citations.map(({ source, path = '', filename }, index) => (
            <span key={path || filename}>
              {index > 0 && ', '}
              {source === undefined ? (
                path || filename
              ) : (
                <Link href={`/ingestion/${encodeURIComponent(source)}`}>{path || filename}</Link>
              )}
            </span>
          ))}
        </p>
      )}
      {(progress === undefined || GOES_ON.includes(status ?? '')) && <Status value="running" />}
    </>
  );
}
