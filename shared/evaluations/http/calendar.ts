import * as z from 'zod';
import { Refusal } from '../../core/request-error.ts';
import { DAY } from '../../core/schedules/wall-time.ts';
import { parseRequest } from '../../core/validation/parse-request.ts';
import type { HttpAnswer } from '../../http/response.ts';
import type { ReadEntry } from '../config/read-entry.ts';
import { occurrencesBetween } from '../plan/occurrences.ts';

const MOST = 1_000;

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-01T00:00:00Z' })
  .transform(Date.parse);
const query = z
  .object({ from: moment.optional(), to: moment.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, 'from must come before to');

/** Answers `GET /api/evaluations/{name}/occurrences?from=&to=`: the calendar, without carrying anything out. 30 days from now by default. */
export function listOccurrences(entry: ReadEntry, asked: Readonly<Record<string, string>>, now: number): HttpAnswer {
  if (entry.kind === 'rule') {
    const why = `${entry.rule.name} runs when ${entry.rule.agent} has answered: it has no calendar. GET .../runs shows what it did.`;
    throw new Refusal('no_calendar', why, { status: 409 });
  }
  const { name, when } = entry.kind === 'evaluation' ? entry.evaluation : entry.schedule;
  const { from = now, to = from + 30 * DAY } = parseRequest(query, asked);
  const { found, more } = occurrencesBetween(when, from - 1, to, MOST);
  const occurrences = found.map((at) => new Date(at).toISOString());
  return { status: 200, body: { name, occurrences, ...(more ? { more } : {}) } };
}
