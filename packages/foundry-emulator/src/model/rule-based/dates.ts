/** A date or time in a text, in the format of JSON Schema. */
export interface FoundMoment {
  value: string;
  start: number;
  end: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const DAY_MS = 86_400_000;

const ISO_MOMENT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g;
const ISO_DATE = /\b(\d{4})-(\d{2})-(\d{2})\b/g;
const DAY_FIRST = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+${MONTH}(?:,?\\s+(\\d{4}))?\\b`, 'gi');
const MONTH_FIRST = new RegExp(`\\b${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?\\b`, 'gi');
const RELATIVE = /\b(day after tomorrow|today|tonight|tomorrow|yesterday)\b/gi;
const RELATIVE_DAYS: Record<string, number> = {
  today: 0,
  tonight: 0,
  tomorrow: 1,
  yesterday: -1,
  'day after tomorrow': 2,
};
const CLOCK = /\b([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s*(am|pm)?\b|\b(1[0-2]|[1-9])\s*(am|pm)\b/gi;

/** Finds dates in ISO form, in words ("12 March 2026", "March 12") and relative ones ("tomorrow"). A missing year is this year's. */
export function findDates(text: string, now: Date): FoundMoment[] {
  const found: FoundMoment[] = [];
  const add = (match: RegExpMatchArray, value: string | undefined) => {
    const start = match.index ?? 0;
    const end = start + match[0].length;
    if (value && !found.some((other) => start < other.end && other.start < end)) found.push({ value, start, end });
  };
  for (const match of text.matchAll(ISO_MOMENT)) add(match, Number.isNaN(Date.parse(match[0])) ? undefined : match[0]);
  for (const match of text.matchAll(ISO_DATE)) add(match, isoDate(match[1], Number(match[2]), match[3]));
  for (const match of text.matchAll(DAY_FIRST)) add(match, isoDate(match[3], monthNumber(match[2]), match[1], now));
  for (const match of text.matchAll(MONTH_FIRST)) add(match, isoDate(match[3], monthNumber(match[1]), match[2], now));
  for (const match of text.matchAll(RELATIVE)) {
    const days = RELATIVE_DAYS[match[0].toLowerCase()] ?? 0;
    add(match, new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10));
  }
  return found;
}

/** Finds times of day: "14:30", "2:30 pm", "9am". */
export function findTimes(text: string): FoundMoment[] {
  return [...text.matchAll(CLOCK)].map((match) => {
    const half = (match[4] ?? match[6])?.toLowerCase();
    const hour = (Number(match[1] ?? match[5]) % (half ? 12 : 24)) + (half === 'pm' ? 12 : 0);
    const value = [hour, Number(match[2] ?? 0), Number(match[3] ?? 0)]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    return { value, start: match.index, end: match.index + match[0].length };
  });
}

const monthNumber = (name: string | undefined) => MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;

function isoDate(year: string | undefined, month: number, day: string | undefined, now?: Date): string | undefined {
  const text = `${year ?? now?.getUTCFullYear()}-${String(month).padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  const parsed = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text ? undefined : text;
}
