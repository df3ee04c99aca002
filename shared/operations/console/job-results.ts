import * as z from 'zod';
import { RequestError } from '../../core/request-error.ts';
import type { ApiResponse } from '../../http/response.ts';
import type { JobFiles } from '../../jobs/store/job-files.ts';

/** Rows of one job that the console shows. `items.jsonl` in the results has all of them. */
const MAX_ROWS = 10_000;
const HISTOGRAM_BUCKETS = 10;

/** Files that hold rows: of an evaluation run, or of both models of a comparison. */
const ROW_FILES = ['items.jsonl', 'items-base.jsonl', 'items-tuned.jsonl'] as const;

const message = z.object({ role: z.string().optional(), content: z.unknown().optional() });
const item = z.object({
  datasource_item_id: z.union([z.string(), z.number()]).optional(),
  datasource_item: z.record(z.string(), z.unknown()).optional(),
  results: z
    .array(
      z.object({
        name: z.string(),
        passed: z.boolean().nullish(),
        score: z.number().nullish(),
        reason: z.string().nullish(),
      }),
    )
    .default([]),
  sample: z.object({ input: z.array(message).nullish(), output: z.array(message).nullish() }).nullish(),
});

interface ResultRow {
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

/**
 * Answers `GET /api/operations/jobs/{id}/results`: report, loss curve, rows, and histograms of scores, as far as they exist yet.
 * @param isContentShown false leaves inputs, answers, and reasons out
 */
export async function jobResults(files: JobFiles, id: string, isContentShown: boolean): Promise<ApiResponse> {
  if (!/^[a-z]{2,3}-[0-9a-f]{8,64}$/.test(id))
    throw new RequestError('job_not_found', `"${id.slice(0, 80)}" is not the id of a job.`, { status: 404 });
  const [report, metrics, request, ...rows] = await Promise.all([
    files.read(id, 'report.md'),
    files.read(id, 'metrics.jsonl'),
    requestOf(files, id),
    ...ROW_FILES.map(async (name) => rowsIn((await files.read(id, name)) ?? '', isContentShown)),
  ]);
  const items = rows.flat().slice(0, MAX_ROWS);
  return {
    status: 200,
    body: {
      ...(report === undefined || !isContentShown ? {} : { report }),
      ...(request === undefined || !isContentShown ? {} : { request }),
      metrics: linesOf(metrics ?? ''),
      items,
      scores: histograms(items),
    },
  };
}

/** The request a job began with: of its own type, not of a comparison that follows it. */
async function requestOf(files: JobFiles, id: string): Promise<unknown> {
  const type = id.startsWith('ft-') ? 'fine-tuning' : 'evaluation-run';
  const text = await files.read(id, `request-${type}.json`);
  return text === undefined ? undefined : z.object({ body: z.unknown() }).parse(JSON.parse(text)).body;
}

/** Parsed lines of JSON. Lines that are not JSON, such as one that is still being written, are left out. */
function linesOf(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.trim() === '' ? [] : [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}

function rowsIn(text: string, isContentShown: boolean): ResultRow[] {
  return linesOf(text).flatMap((line, index) => {
    const parsed = item.safeParse(line);
    if (!parsed.success) return [];
    const { datasource_item_id: key = index, sample, datasource_item: data, results } = parsed.data;
    const input = sample?.input?.map(textOf).join('\n') ?? JSON.stringify(data ?? {});
    const output = sample?.output?.map(textOf).join('\n');
    return [
      {
        key: String(key),
        ...(isContentShown ? { input, ...(output === undefined ? {} : { output }) } : {}),
        results: results.map(({ name, passed, score, reason }) => ({
          name,
          score: score ?? null,
          passed: passed ?? null,
          ...(reason && isContentShown ? { reason } : {}),
        })),
      },
    ];
  });
}

function textOf({ content }: z.infer<typeof message>): string {
  return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

/** Counts rows by score for each criterion, over the range of its scores but at least from 0 to 1. */
function histograms(rows: readonly ResultRow[]) {
  const scores = Map.groupBy(
    rows.flatMap(({ results }) => results.flatMap(({ name, score }) => (score === null ? [] : [{ name, score }]))),
    ({ name }) => name,
  );
  return [...scores].map(([criterion, all]) => {
    const from = all.reduce((least, { score }) => Math.min(least, score), 0);
    const to = all.reduce((most, { score }) => Math.max(most, score), 1);
    const buckets = new Array<number>(HISTOGRAM_BUCKETS).fill(0);
    for (const { score } of all) {
      const index = Math.min(HISTOGRAM_BUCKETS - 1, Math.floor(((score - from) / (to - from)) * HISTOGRAM_BUCKETS));
      buckets[index] = (buckets[index] ?? 0) + 1;
    }
    return { criterion, from, to, buckets };
  });
}
