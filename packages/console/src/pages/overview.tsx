import { useQuery } from '@tanstack/preact-query';
import { duration, Empty, Facts, Link, Loaded, Status, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';
import type { Job } from './jobs.tsx';

interface Health {
  readonly status: string;
  readonly checks: Readonly<Record<string, string>>;
}

/** Answer of `GET /api/operations/overview`. */
export interface OverviewData {
  readonly now: string;
  readonly calls: { readonly hour: Counts; readonly day: Counts };
  readonly waiting: readonly { readonly queue: string; readonly messages: number; readonly oldestSeconds?: number }[];
  readonly deadLetters: number;
  readonly documents: Readonly<Record<string, number>>;
  readonly evaluations: {
    readonly on: number;
    readonly failing: readonly string[];
    readonly refused: readonly string[];
  };
}

interface Counts {
  readonly total: number;
  readonly failed: number;
}

/** Health, what happened in the last day, what waits, and what failed. */
export function Overview() {
  const { api } = useSession();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => api.get<Health>('/health', signal),
    refetchInterval: 10_000,
  });
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api.get<OverviewData>('/operations/overview', signal),
    refetchInterval: 8_000,
  });
  const jobs = useQuery({
    queryKey: ['jobs', 'overview'],
    queryFn: ({ signal }) => api.get<{ jobs: readonly Job[] }>('/jobs?limit=100', signal),
    refetchInterval: 8_000,
  });
  const day = Date.now() - 86_400_000;
  const recent = (jobs.data?.jobs ?? []).filter(({ updatedAt }) => new Date(updatedAt).getTime() > day);
  const failed = recent.filter(({ state, verdict }) => state === 'failed' || verdict === 'failed');
  return (
    <>
      <h1>Overview</h1>
      <Loaded query={overview}>
        {({ calls, waiting, deadLetters, documents, evaluations }) => (
          <>
            <div class="cards">
              <Card
                title="Tool calls, last hour"
                figure={calls.hour.total}
                note={`${calls.hour.failed} not answered as asked; ${calls.day.total} in a day`}
                href="/calls"
              />
              <Card
                title="Dead letters"
                figure={deadLetters}
                note={deadLetters === 0 ? 'Every message was read.' : 'Read and replay them.'}
                href="/dead-letters"
              />
              <Card
                title="Jobs, last day"
                figure={recent.length}
                note={`${failed.length} failed or missed a gate`}
                href="/jobs"
              />
              <Card
                title="Documents indexed"
                figure={documents.indexed ?? 0}
                note={`${documents.failed ?? 0} failed, ${(documents.pending ?? 0) + (documents.uploaded ?? 0)} on their way`}
                href="/ingestion"
              />
              <Card
                title="Evaluations on"
                figure={evaluations.on}
                note={`${evaluations.failing.length} below their gates, ${evaluations.refused.length} refused`}
                href="/evaluations"
              />
            </div>
            <h2>Waiting</h2>
            {waiting.every(({ messages }) => messages === 0) ? (
              <Empty title="Nothing waits.">Every queue of the app is empty.</Empty>
            ) : (
              <ul>
                {waiting
                  .filter(({ messages }) => messages > 0)
                  .map(({ queue, messages, oldestSeconds }) => (
                    <li key={queue}>
                      <code>{queue}</code>: {messages} {messages === 1 ? 'message' : 'messages'}
                      {oldestSeconds !== undefined && `, the oldest for ${duration(oldestSeconds * 1_000)}`}
                    </li>
                  ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
      <h2>Failed in the last day</h2>
      <Loaded query={jobs}>
        {() =>
          failed.length === 0 ? (
            <Empty title="No job failed." />
          ) : (
            <ul>
              {failed.map((job) => (
                <li key={job.id}>
                  <Link href={`/jobs/${job.id}`}>{job.subject}</Link>{' '}
                  <Status value={job.verdict === 'failed' ? 'failed' : job.state} /> <Time at={job.updatedAt} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <h2>Health</h2>
      <Loaded query={health}>
        {({ checks }) => (
          <Facts
            of={Object.fromEntries(
              Object.entries(checks).map(([name, value]) => [name, <Status key={name} value={value} />]),
            )}
          />
        )}
      </Loaded>
    </>
  );
}

function Card({ title, figure, note, href }: { title: string; figure: number; note: string; href: string }) {
  return (
    <section class="card">
      <h2>
        <Link href={href}>{title}</Link>
      </h2>
      <div class="figure">{figure.toLocaleString()}</div>
      <div class="note">{note}</div>
    </section>
  );
}
