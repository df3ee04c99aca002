import { z } from 'zod';
import type { HttpAnswer } from '../../http/answer.ts';
import { parseRequest } from '../../jobs/requests/parse-request.ts';
import type { Evaluation } from '../config/evaluation.ts';
import { occurrencesBetween } from '../plan/occurrences.ts';

const MOST = 1_000;
const DAY_MS = 86_400_000;

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-01T00:00:00Z' })
  .transform(Date.parse);
const query = z
  .object({ from: moment.optional(), to: moment.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, 'from must come before to');

/** Answers `GET /api/evaluations/{name}/occurrences?from=&to=`: the calendar, without carrying anything out. 30 days from now by default. */
export function listOccurrences(entry: Evaluation, asked: Readonly<Record<string, string>>, now: number): HttpAnswer {
  const { from = now, to = from + 30 * DAY_MS } = parseRequest(query, asked);
  const { found, more } = occurrencesBetween(entry.when, from - 1, to, MOST);
  const occurrences = found.map((at) => new Date(at).toISOString());
  return { status: 200, body: { name: entry.name, occurrences, ...(more ? { more } : {}) } };
}
