import { useQuery, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import {
  ActionButton,
  duration,
  Empty,
  Facts,
  Json,
  LineChart,
  Link,
  Loaded,
  Status,
  Table,
  Time,
} from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';

/** A job as `GET /api/jobs` returns it. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly subject: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  readonly serviceId?: string;
  readonly serviceStatus?: string;
  readonly verdict?: string;
  readonly reason?: { readonly code: string; readonly message: string };
  readonly stages?: readonly { readonly name: string; readonly serviceId?: string; readonly serviceStatus?: string }[];
}

interface JobEvent {
  readonly at: string;
  readonly type: string;
  readonly level?: string;
  readonly message: string;
}

/** Answer of `GET /api/operations/jobs/{id}/results`. */
interface Results {
  readonly report?: string;
  readonly request?: unknown;
  readonly metrics: readonly { readonly step: number; readonly train_loss?: number; readonly valid_loss?: number }[];
  readonly items: readonly Item[];
  readonly scores: readonly {
    readonly criterion: string;
    readonly from: number;
    readonly to: number;
    readonly buckets: readonly number[];
  }[];
}

export interface Item {
  readonly key: string;
  readonly input?: string;
  readonly output?: string;
  readonly results: readonly {
    readonly name: string;
    readonly score: number | null;
    readonly passed: boolean | null;
    readonly reason?: string;
  }[];
}

const ENDED = ['succeeded', 'failed', 'cancelled'];
const STATES = ['accepted', 'preparing', 'running', 'paused', 'collecting', ...ENDED];

/** All jobs, newest first, filtered by type and state. */
export function Jobs() {
  const { api } = useSession();
  const [state, setState] = useState('');
  const [kind, setKind] = useState('');
  const search = new URLSearchParams({ limit: '100', ...(state && { state }), ...(kind && { kind }) });
  const query = useQuery({
    queryKey: ['jobs', `${search}`],
    queryFn: ({ signal }) => api.get<{ jobs: readonly Job[] }>(`/jobs?${search}`, signal),
  });
  return (
    <>
      <h1>Jobs</h1>
      <div class="toolbar">
        <label>
          Type
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            <option value="">All</option>
            <option value="fine-tuning">Fine-tuning</option>
            <option value="evaluation-run">Evaluation run</option>
          </select>
        </label>
        <label>
          State
          <select value={state} onChange={(event) => setState(event.currentTarget.value)}>
            <option value="">All</option>
            {STATES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={query}>
        {({ jobs }) =>
          jobs.length === 0 ? (
            <Empty title="No job matches.">
              Start one with <code>npm run job -- fine-tune FILE</code> or <code>POST /api/fine-tuning/jobs</code>.
            </Empty>
          ) : (
            <Table
              label="Jobs"
              rows={jobs}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: 'Job',
                  width: 'auto',
                  cell: ({ id, subject }) => <Link href={`/jobs/${id}`}>{subject || id}</Link>,
                },
                { title: 'Type', width: '9rem', cell: ({ kind: type }) => type },
                { title: 'State', width: '9rem', cell: (job) => <Status value={job.state} /> },
                { title: 'Gates', width: '7rem', cell: ({ verdict }) => <Status value={verdict} /> },
                { title: 'Accepted', width: '13rem', cell: ({ createdAt }) => <Time at={createdAt} /> },
                { title: 'Took', width: '6rem', cell: tookOf },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}

function tookOf({ createdAt, endedAt }: Job): string {
  return endedAt === undefined ? '–' : duration(new Date(endedAt).getTime() - new Date(createdAt).getTime());
}

/** One job: stages, events, charts, rows, report, and its commands. */
export function JobDetails({ id }: { id: string }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const job = useQuery({ queryKey: ['job', id], queryFn: ({ signal }) => api.get<Job>(`/jobs/${id}`, signal) });
  const events = useQuery({
    queryKey: ['job-events', id],
    queryFn: ({ signal }) => api.get<{ events: readonly JobEvent[] }>(`/jobs/${id}/events?limit=500`, signal),
  });
  const isEnded = ENDED.includes(job.data?.state ?? '');
  const results = useQuery({
    queryKey: ['job-results', id, isEnded],
    queryFn: ({ signal }) => api.get<Results>(`/operations/jobs/${id}/results`, signal),
    refetchInterval: isEnded ? false : 5_000,
  });
  const command = (name: string) => async () => {
    await api.send('POST', `/jobs/${id}/${name}`);
    await queries.invalidateQueries();
  };
  return (
    <Loaded query={job}>
      {(data) => (
        <>
          <h1>{data.subject || data.id}</h1>
          <div class="toolbar">
            <Status value={data.state} />
            {data.verdict !== undefined && (
              <span>
                Gates: <Status value={data.verdict} />
              </span>
            )}
            <span class="space" />
            <ActionButton
              label="Pause"
              question="Pause this job at the service?"
              disabled={data.state !== 'running'}
              action={command('pause')}
            />
            <ActionButton
              label="Resume"
              question="Resume this job?"
              disabled={data.state !== 'paused'}
              action={command('resume')}
            />
            <ActionButton
              label="Cancel"
              question="Cancel this job? What it has done so far is lost."
              isDangerous
              disabled={isEnded}
              action={command('cancel')}
            />
            {results.data?.request !== undefined && (
              <ActionButton
                label="Run again"
                question="Start a new job with this request. Change what you want first."
                edit={{ label: 'Request', value: JSON.stringify(results.data.request, null, 2) }}
                action={async (edited) => {
                  const request = JSON.parse(edited) as { evalId?: string };
                  const path = data.kind === 'fine-tuning' ? '/fine-tuning/jobs' : `/evals/${request.evalId}/runs`;
                  const { evalId: _, ...body } = request;
                  const started = await api.send<Job>('POST', path, body, { 'idempotency-key': crypto.randomUUID() });
                  navigate(`/jobs/${started.id}`);
                }}
              />
            )}
          </div>
          {data.reason !== undefined && <p class="error">{data.reason.message}</p>}
          <div class="panel">
            <Facts
              of={{
                Job: <code>{data.id}</code>,
                Type: data.kind,
                'At the service': data.serviceId && <code>{data.serviceId}</code>,
                'Status of the service': data.serviceStatus,
                Accepted: <Time at={data.createdAt} />,
                Ended: data.endedAt && <Time at={data.endedAt} />,
                Took: tookOf(data),
                ...Object.fromEntries(
                  (data.stages ?? []).map(({ name, serviceId, serviceStatus }) => [
                    `Stage ${name}`,
                    `${serviceId ?? 'not created yet'} ${serviceStatus ?? ''}`,
                  ]),
                ),
              }}
            />
          </div>
          <Loaded query={results}>{(found) => <JobResults {...found} />}</Loaded>
          <h2>Events</h2>
          <Loaded query={events}>
            {({ events: all }) =>
              all.length === 0 ? (
                <Empty title="No event yet." />
              ) : (
                <ol class="timeline">
                  {all.map((event) => (
                    <li key={`${event.at}${event.message}`} class={event.level === 'error' ? 'bad' : ''}>
                      <Time at={event.at} />
                      {event.message}
                    </li>
                  ))}
                </ol>
              )
            }
          </Loaded>
        </>
      )}
    </Loaded>
  );
}

function JobResults({ report, metrics, items, scores }: Results) {
  return (
    <>
      {metrics.length > 0 && (
        <section class="panel">
          <h2>Loss</h2>
          <LineChart
            label="Training and validation loss by step"
            xLabel="Step"
            x={metrics.map(({ step }) => step)}
            series={[
              { label: 'Training', values: metrics.map(({ train_loss }) => train_loss ?? null) },
              { label: 'Validation', values: metrics.map(({ valid_loss }) => valid_loss ?? null) },
            ]}
          />
        </section>
      )}
      {scores.map(({ criterion, from, to, buckets }) => (
        <section class="panel" key={criterion}>
          <h2>Scores: {criterion}</h2>
          <LineChart
            label={`Rows by score for ${criterion}`}
            xLabel="Score"
            x={buckets.map((_, index) => from + ((index + 0.5) * (to - from)) / buckets.length)}
            series={[{ label: 'Rows', values: buckets }]}
          />
        </section>
      ))}
      {items.length > 0 && (
        <section>
          <h2>Rows</h2>
          <Table label="Rows" rows={items} keyOf={({ key }) => key} columns={itemColumns(items)} />
        </section>
      )}
      {report !== undefined && (
        <details class="panel">
          <summary>Report</summary>
          <Json value={report} label="Report" />
        </details>
      )}
    </>
  );
}

function itemColumns(items: readonly Item[]) {
  const names = [...new Set(items.flatMap(({ results }) => results.map(({ name }) => name)))];
  return [
    { title: 'Input', width: 'auto', cell: ({ input }: Item) => <span title={input}>{input ?? 'hidden'}</span> },
    { title: 'Answer', width: 'auto', cell: ({ output }: Item) => <span title={output}>{output ?? 'hidden'}</span> },
    ...names.map((name) => ({
      title: name,
      width: '9rem',
      cell: ({ results }: Item) => {
        const result = results.find((each) => each.name === name);
        if (result === undefined) return '–';
        return <Status value={`${result.passed === null ? 'error' : result.passed ? 'passed' : 'failed'}`} />;
      },
    })),
  ];
}
