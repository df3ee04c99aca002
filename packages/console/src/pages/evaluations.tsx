import { useQuery, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { ActionButton, Empty, Facts, LineChart, Link, Loaded, Status, Table, Time } from '../lib/components.tsx';
import { useSession } from '../lib/session.ts';
import type { Item, Job } from './jobs.tsx';

interface Run {
  readonly job?: string;
  readonly id?: string;
  readonly at: string;
  readonly verdict?: string;
  readonly status?: string;
  readonly passRates: Readonly<Record<string, number>>;
}

interface Entry {
  readonly name: string;
  readonly by: string;
  readonly state: string;
  readonly problem?: string;
  readonly when?: { readonly type: string; readonly expression?: string; readonly timeZone?: string };
  readonly gates?: Readonly<Record<string, { readonly minPassRate?: number }>>;
  readonly next?: string;
  readonly running?: number;
  readonly waiting?: number;
  readonly lastRun?: Run;
  readonly trend?: readonly Run[];
}

interface Occurrence {
  readonly outcome: string;
  readonly occurrence: string;
  readonly reason?: string;
  readonly count?: number;
  readonly job?: Job;
}

const usePath = (name: string) => `/evaluations/${encodeURIComponent(name)}`;

function useEntries() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['evaluations'],
    queryFn: ({ signal }) => api.get<{ evaluations: readonly Entry[] }>('/evaluations', signal),
    refetchInterval: 5_000,
  });
}

const PASS_RATES = [0, 1] as const;

const verdictOf = (run: Run | undefined) => run?.verdict ?? run?.status;

/** All entries of the configuration, with their next and last runs. */
export function Evaluations() {
  const query = useEntries();
  return (
    <>
      <h1>Evaluations</h1>
      <Loaded query={query}>
        {({ evaluations }) =>
          evaluations.length === 0 ? (
            <Empty title="No evaluation is configured.">
              Add one under <code>evaluations</code> in <code>foundry.config.ts</code>, or run{' '}
              <code>npm run new -- evaluation NAME</code>.
            </Empty>
          ) : (
            <Table
              label="Evaluations"
              rows={evaluations}
              keyOf={({ name }) => name}
              columns={[
                {
                  title: 'Entry',
                  width: 'auto',
                  cell: ({ name }) => <Link href={`/evaluations/${encodeURIComponent(name)}`}>{name}</Link>,
                },
                {
                  title: 'State',
                  width: '8rem',
                  cell: ({ state, problem }) => (
                    <span title={problem}>
                      <Status value={state} />
                    </span>
                  ),
                },
                { title: 'Run by', width: '6rem', cell: ({ by }) => by },
                { title: 'Last run', width: '14rem', cell: ({ lastRun }) => <Time at={lastRun?.at} /> },
                { title: 'Result', width: '8rem', cell: ({ lastRun }) => <Status value={verdictOf(lastRun)} /> },
                { title: 'Next run', width: '14rem', cell: ({ next }) => <Time at={next} /> },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}

/** One entry: trend with gates, calendar of occurrences, history, and its commands. */
export function EvaluationDetails({ name }: { name: string }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const entries = useEntries();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const path = usePath(name);
  const entry = entries.data?.evaluations.find((each) => each.name === name);
  const runs = useQuery({
    queryKey: ['evaluation-runs', name],
    queryFn: ({ signal }) => api.get<{ runs: readonly Occurrence[] }>(`${path}/runs?limit=200`, signal),
  });
  const hasCalendar = entry !== undefined && entry.when?.type !== 'Response';
  const calendar = useQuery({
    queryKey: ['evaluation-calendar', name],
    enabled: hasCalendar,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => {
      const now = Date.now();
      const range = new URLSearchParams({
        from: new Date(now).toISOString(),
        to: new Date(now + 14 * 86_400_000).toISOString(),
      });
      return api.get<{ occurrences: readonly string[] }>(`${path}/occurrences?${range}`, signal);
    },
  });
  if (entries.data !== undefined && entry === undefined)
    return <Empty title={`The configuration has no entry "${name}".`} />;
  const trend = entry?.trend ?? [];
  const criteria = [...new Set(trend.flatMap(({ passRates }) => Object.keys(passRates)))];
  const refresh = () => queries.invalidateQueries();
  const toggle = (job: string) =>
    setChosen(chosen.includes(job) ? chosen.filter((each) => each !== job) : [...chosen, job].slice(-2));
  return (
    <>
      <h1>{name}</h1>
      <div class="toolbar">
        <Status value={entry?.state} />
        <span class="space" />
        <ActionButton
          label="Run now"
          question="Start a run of this entry now?"
          disabled={entry?.when?.type === 'Response'}
          action={async () => {
            await api.send('POST', `${path}/run`, {}, { 'idempotency-key': crypto.randomUUID() });
            await refresh();
          }}
        />
        <ActionButton
          label="Pause"
          question="Pause this entry? Occurrences are skipped until you resume it."
          disabled={entry?.state !== 'on'}
          action={async () => {
            await api.send('POST', `${path}/pause`);
            await refresh();
          }}
        />
        <ActionButton
          label="Resume"
          question="Resume this entry?"
          disabled={entry?.state !== 'paused'}
          action={async () => {
            await api.send('POST', `${path}/resume`);
            await refresh();
          }}
        />
      </div>
      <Loaded query={entries}>
        {() => (
          <div class="panel">
            <Facts
              of={{
                Problem: entry?.problem,
                Schedule: entry?.when?.expression ?? entry?.when?.type,
                'Time zone': entry?.when?.timeZone,
                'Next run': <Time at={entry?.next} />,
                Running: entry?.running,
                Waiting: entry?.waiting,
              }}
            />
          </div>
        )}
      </Loaded>
      {trend.length > 0 && (
        <section class="panel">
          <h2>Pass rate by run</h2>
          <LineChart
            label="Pass rate of each criterion by run"
            xLabel="Time"
            isTime
            range={PASS_RATES}
            x={trend.map(({ at }) => new Date(at).getTime() / 1_000)}
            series={[
              ...criteria.map((label) => ({ label, values: trend.map(({ passRates }) => passRates[label] ?? null) })),
              ...Object.entries(entry?.gates ?? {}).flatMap(([label, { minPassRate }]) =>
                minPassRate === undefined ? [] : [{ label: `Gate: ${label}`, values: trend.map(() => minPassRate) }],
              ),
            ]}
          />
        </section>
      )}
      {hasCalendar && (
        <section class="panel">
          <h2>Occurrences</h2>
          <Loaded query={runs}>
            {({ runs: past }) => (
              <ul class="calendar" aria-label="Occurrences, oldest first">
                {[...past].reverse().map(({ occurrence, outcome, job }) => {
                  const text = `${occurrence}: ${outcome}${job?.verdict === undefined ? '' : `, gates ${job.verdict}`}`;
                  const tone =
                    outcome === 'started'
                      ? job?.verdict === 'failed' || job?.state === 'failed'
                        ? 'bad'
                        : 'good'
                      : outcome === 'refused'
                        ? 'bad'
                        : 'warn';
                  return <li key={`${occurrence}${outcome}`} class={tone} title={text} aria-label={text} />;
                })}
                {(calendar.data?.occurrences ?? []).slice(0, 60).map((at) => (
                  <li key={at} title={`${at}: due`} aria-label={`${at}: due`} />
                ))}
              </ul>
            )}
          </Loaded>
        </section>
      )}
      <h2>History</h2>
      <p class="muted">
        Choose two runs to compare them row by row.{' '}
        {chosen.length === 2 && (
          <Link href={`/evaluations/compare/${chosen[0]}/${chosen[1]}`}>Compare {chosen.join(' with ')}</Link>
        )}
      </p>
      <Loaded query={runs}>
        {({ runs: past }) =>
          past.length === 0 ? (
            <Empty title="No run yet." />
          ) : (
            <Table
              label="History"
              rows={past}
              keyOf={({ occurrence, outcome }) => `${occurrence}${outcome}`}
              columns={[
                {
                  title: 'Compare',
                  width: '5rem',
                  cell: ({ job }) =>
                    job !== undefined && (
                      <input
                        type="checkbox"
                        aria-label={`Compare ${job.id}`}
                        checked={chosen.includes(job.id)}
                        onChange={() => toggle(job.id)}
                      />
                    ),
                },
                { title: 'Occurrence', width: '13rem', cell: ({ occurrence }) => <Time at={occurrence} /> },
                { title: 'Outcome', width: '8rem', cell: ({ outcome }) => <Status value={outcome} /> },
                { title: 'Gates', width: '8rem', cell: ({ job }) => <Status value={job?.verdict} /> },
                {
                  title: 'Job or reason',
                  width: 'auto',
                  cell: ({ job, reason, count }) =>
                    job === undefined ? (
                      `${reason ?? ''}${count === undefined ? '' : ` (${count})`}`
                    ) : (
                      <Link href={`/jobs/${job.id}`}>{job.id}</Link>
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

interface Row {
  readonly key: string;
  readonly left: Item | undefined;
  readonly right: Item | undefined;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
}

/** Two runs row by row: both answers, their scores, and what changed. */
export function CompareRuns({ left, right }: { left: string; right: string }) {
  const { api } = useSession();
  const [isFiltered, setFiltered] = useState(true);
  const useResults = (id: string) =>
    useQuery({
      queryKey: ['job-results', id],
      queryFn: ({ signal }) => api.get<{ items: readonly Item[] }>(`/operations/jobs/${id}/results`, signal),
      refetchInterval: false,
    });
  const before = useResults(left);
  const after = useResults(right);
  const rows = pair(before.data?.items ?? [], after.data?.items ?? []);
  const shown = isFiltered ? rows.filter(({ lost }) => lost.length > 0) : rows;
  return (
    <>
      <h1>Compare two runs</h1>
      <p>
        Before: <Link href={`/jobs/${left}`}>{left}</Link>. After: <Link href={`/jobs/${right}`}>{right}</Link>.
      </p>
      <div class="toolbar">
        <label>
          <span>
            <input
              type="checkbox"
              checked={isFiltered}
              onChange={(event) => setFiltered(event.currentTarget.checked)}
            />{' '}
            Regressions only
          </span>
        </label>
        <span class="muted">
          {rows.length} rows, {rows.filter(({ lost }) => lost.length > 0).length} with a regression,{' '}
          {rows.filter(({ gained }) => gained.length > 0).length} with an improvement
        </span>
      </div>
      <Loaded query={before}>{() => null}</Loaded>
      <Loaded query={after}>
        {() =>
          shown.length === 0 ? (
            <Empty title={isFiltered ? 'No row got worse.' : 'The runs have no rows.'} />
          ) : (
            shown.slice(0, 200).map(({ key, left: one, right: two, lost, gained }) => (
              <section class="panel" key={key}>
                <h2>{(one ?? two)?.input ?? `Row ${key}`}</h2>
                {lost.length > 0 && <p class="bad">No longer passes: {lost.join(', ')}</p>}
                {gained.length > 0 && <p class="good">Passes now: {gained.join(', ')}</p>}
                <div class="pair">
                  <Answer title="Before" item={one} />
                  <Answer title="After" item={two} />
                </div>
              </section>
            ))
          )
        }
      </Loaded>
    </>
  );
}

function Answer({ title, item }: { title: string; item: Item | undefined }) {
  return (
    <div>
      <strong>{title}</strong>
      <p>
        {item === undefined
          ? 'This run does not have the row.'
          : (item.output ?? 'The answer is hidden by the content setting.')}
      </p>
      <ul>
        {(item?.results ?? []).map(({ name, score, passed, reason }) => (
          <li key={name}>
            {name}: {score ?? 'no score'} <Status value={passed === null ? 'error' : passed ? 'passed' : 'failed'} />{' '}
            {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

function pair(before: readonly Item[], after: readonly Item[]): Row[] {
  const passes = (item: Item | undefined) =>
    new Set((item?.results ?? []).filter(({ passed }) => passed === true).map(({ name }) => name));
  const later = new Map(after.map((item) => [item.key, item]));
  const keys = [...new Set([...before, ...after].map(({ key }) => key))];
  const earlier = new Map(before.map((item) => [item.key, item]));
  return keys.map((key) => {
    const [left, right] = [earlier.get(key), later.get(key)];
    const [was, is] = [passes(left), passes(right)];
    const isPair = left !== undefined && right !== undefined;
    return {
      key,
      left,
      right,
      lost: isPair ? [...was].filter((name) => !is.has(name)) : [],
      gained: isPair ? [...is].filter((name) => !was.has(name)) : [],
    };
  });
}
