/** True for points of a shape, with coordinates from -1 to 1. */
export type Form = (x: number, y: number) => boolean;

const disc: Form = (x, y) => x * x + y * y <= 1;
const square: Form = (x, y) => Math.abs(x) <= 0.8 && Math.abs(y) <= 0.8;
const triangle: Form = (x, y) => y <= 0.8 && Math.abs(x) <= (y + 1) / 1.8;
const diamond: Form = (x, y) => Math.abs(x) + Math.abs(y) <= 1;
const ring: Form = (x, y) => disc(x, y) && !disc(x * 1.5, y * 1.5);
const star: Form = (x, y) => {
  const turn = (Math.atan2(x, -y) / (2 * Math.PI)) * 5;
  const off = Math.abs(turn - Math.round(turn)) * 2;
  return Math.hypot(x, y) <= 1 - 0.6 * off;
};
const heart: Form = (x, y) => {
  const [across, up] = [x * 1.2, -y * 1.2 + 0.1];
  const round = across * across + up * up - 1;
  return round ** 3 - across * across * up ** 3 <= 0;
};

/** Shapes by the words that name them. */
const NAMED: Readonly<Record<string, Form>> = {
  circle: disc,
  ball: disc,
  sun: disc,
  moon: disc,
  planet: disc,
  square,
  box: square,
  house: square,
  triangle,
  mountain: triangle,
  pyramid: triangle,
  tree: triangle,
  diamond,
  ring,
  wheel: ring,
  star,
  flower: star,
  heart,
};

const OTHERS: readonly Form[] = [disc, square, triangle, diamond, ring, star];

/** Returns the shape that a word names, singular or plural, otherwise one chosen by a number from 0 to 1. */
export const formOf = (word: string, number: number): Form =>
  NAMED[word] ?? NAMED[word.replace(/s$/, '')] ?? OTHERS[Math.floor(number * OTHERS.length)] ?? disc;
