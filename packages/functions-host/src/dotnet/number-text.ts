/** .NET writes a double with an exponent from this power of ten upwards ... */
const LARGE_EXPONENT = 15;
/** ... and from this one downwards. */
const SMALL_EXPONENT = -5;

/** Formats a number as .NET's invariant culture writes a double: `1E+21`, `1E-05`, `0.1`. */
export function doubleText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < LARGE_EXPONENT && exponent > SMALL_EXPONENT) return String(value);
  return `${digits}E${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`;
}

/** Formats JSON number text as .NET prints the value: whole numbers keep every digit, others become a double. */
export function numberText(source: string): string {
  if (isDouble(source)) return doubleText(Number(source));
  return source === '-0' ? '0' : source;
}

/** Formats JSON number text as Newtonsoft.Json writes it: a double always shows a fraction or an exponent. */
export function jsonNumberText(source: string): string {
  const text = numberText(source);
  return isDouble(source) && !/[.E]/.test(text) ? `${text}.0` : text;
}

function isDouble(source: string): boolean {
  return /[.eE]/.test(source);
}
