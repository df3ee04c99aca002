/** Below this a number is as good as zero: steps between such numbers can no longer be computed. */
const TINY = 1e-200;
/** A range narrower than this share of its numbers counts as one value: its marks would all read alike. */
const NARROW = 1e-9;

/** Round numbers from below `min` to above `max`, about `count` of them: what an axis is marked with. */
export function ticks(min: number, max: number, count = 5): number[] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const size = Math.max(Math.abs(min), Math.abs(max));
  const around = (size < TINY ? 1 : size) / 2;
  const [low, high] = max - min <= Math.max(size * NARROW, TINY) ? [min - around, max + around] : [min, max];
  const rough = (high - low) / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough * 0.999) ?? 10) * magnitude;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step));
}

/** Without the last digits, in which a computer's thirds and tenths are wrong. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** A number as an axis shows it. */
export function label(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${rounded(value / 1000)}k`;
  return size !== 0 && size < 0.001 ? value.toExponential(1) : String(rounded(value));
}
