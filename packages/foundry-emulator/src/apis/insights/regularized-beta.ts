const MOST_STEPS = 500;
const PRECISION = 1e-14;
/** Replaces zero as a divisor. */
const TINY = 1e-300;

/** Returns the regularized incomplete beta function I_x(a, b), by its continued fraction. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges quickly on one side of the mean; symmetry gives the other side.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** Evaluates the continued fraction by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  const nonzero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let above = 1;
  let below = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let result = below;
  const step = (coefficient: number): number => {
    below = 1 / nonzero(1 + coefficient * below);
    above = nonzero(1 + coefficient / above);
    return above * below;
  };
  for (let at = 1; at <= MOST_STEPS; at++) {
    const even = a + 2 * at;
    result *= step((at * (b - at) * x) / ((even - 1) * even));
    const change = step((-(a + at) * (a + b + at) * x) / (even * (even + 1)));
    result *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return result;
}

/** Returns the logarithm of the gamma function, by Stirling's series for large values and by recurrence below. */
function logGamma(value: number): number {
  let z = value;
  let steps = 0;
  for (; z < 15; z += 1) steps += Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - steps;
}
