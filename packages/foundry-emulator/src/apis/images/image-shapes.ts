/** True for points of a shape, with coordinates from -1 to 1. */
export type ImageShape = (x: number, y: number) => boolean;

const disc: ImageShape = (x, y) => x * x + y * y <= 1;
const square: ImageShape = (x, y) => Math.abs(x) <= 0.8 && Math.abs(y) <= 0.8;
const triangle: ImageShape = (x, y) => y <= 0.8 && Math.abs(x) <= (y + 1) / 1.8;
const diamond: ImageShape = (x, y) => Math.abs(x) + Math.abs(y) <= 1;
const ring: ImageShape = (x, y) => disc(x, y) && !disc(x * 1.5, y * 1.5);
const star: ImageShape = (x, y) => {
  const turn = (Math.atan2(x, -y) / (2 * Math.PI)) * 5;
  const off = Math.abs(turn - Math.round(turn)) * 2;
  return Math.hypot(x, y) <= 1 - 0.6 * off;
};
const heart: ImageShape = (x, y) => {
  const [across, up] = [x * 1.2, -y * 1.2 + 0.1];
  const round = across * across + up * up - 1;
  return round ** 3 - across * across * up ** 3 <= 0;
};

/** Shapes by the words that name them. */
const NAMED: Readonly<Record<string, ImageShape>> = {
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

const OTHERS: readonly ImageShape[] = [disc, square, triangle, diamond, ring, star];

/** Returns the shape that a word names, singular or plural, otherwise one chosen by a number from 0 to 1. */
export const shapeOf = (word: string, number: number): ImageShape =>
  NAMED[word] ?? NAMED[word.replace(/s$/, '')] ?? OTHERS[Math.floor(number * OTHERS.length)] ?? disc;
