import { createHash } from 'node:crypto';
import { Canvas } from './canvas.ts';
import { type Color, hsl, namedColor } from './colours.ts';
import { shapeOf } from './image-shapes.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly style: 'vivid' | 'natural';
  /** Draws only the shapes, without a background. */
  readonly transparent?: boolean;
}

/** Shapes per image; more would cover each other. */
const MAX_FORMS = 40;

/** Words without a shape. */
const SILENT = new Set(
  'a an and are as at be by for from in into is it of on or over that the to under with'.split(' '),
);

/**
 * Draws a prompt without a model: a shape for each word, with the shape and color that the words name or that are derived from the word.
 * The same prompt and variation give the same image.
 */
export function draw(prompt: string, { width, height, style, transparent }: Drawing, variation = 0): Canvas {
  const canvas = new Canvas(width, height, transparent);
  const saturation = style === 'vivid' ? 0.75 : 0.35;
  const ground = numbersOf(`${prompt}#${variation}`);
  const hue = ground(0);
  canvas.shade(hsl(hue, saturation, 0.85), hsl((hue + 0.1) % 1, saturation, 0.6));
  let color: Color | undefined;
  let drawn = 0;
  for (const [index, word] of (prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).entries()) {
    const named = namedColor(word);
    // A color belongs to the next word.
    if (named) color = named;
    if (named || SILENT.has(word)) continue;
    if (drawn++ === MAX_FORMS) break;
    const own = numbersOf(`${word}#${index}#${variation}`);
    const radius = Math.min(width, height) * (0.06 + 0.14 * own(0));
    const place = { x: radius + own(1) * (width - 2 * radius), y: radius + own(2) * (height - 2 * radius), radius };
    const paint = color ?? hsl(own(3), saturation, 0.45);
    canvas.paint({ ...place, radius: radius * 1.06 }, hsl(hue, saturation, 0.2), shapeOf(word, own(4)));
    canvas.paint(place, paint, shapeOf(word, own(4)));
    color = undefined;
  }
  return canvas;
}

/** Returns up to sixteen numbers from 0 to 1, derived from a text. */
function numbersOf(text: string): (at: number) => number {
  const digest = createHash('sha256').update(text).digest();
  return (at) => digest.readUInt16BE(at * 2) / 0xffff;
}
