import { createHash } from 'node:crypto';
import { Canvas } from './canvas.ts';
import { type Colour, hsl, namedColour } from './colours.ts';
import { formOf } from './image-shapes.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly style: 'vivid' | 'natural';
}

/** Words that are drawn; the others would only cover them. */
const MAX_FORMS = 40;

/** Words that name no thing. */
const SILENT = new Set(
  'a an and are as at be by for from in into is it of on or over that the to under with'.split(' '),
);

/**
 * Draws a prompt without any model: a form for each word, of the form and colour that the words name, or else of ones that come
 * from the word itself. The same prompt gives the same picture; `variation` tells several of one prompt apart.
 */
export function draw(prompt: string, { width, height, style }: Drawing, variation = 0): Canvas {
  const canvas = new Canvas(width, height);
  const saturation = style === 'vivid' ? 0.75 : 0.35;
  const ground = numbersOf(`${prompt}#${variation}`);
  const hue = ground(0);
  canvas.shade(hsl(hue, saturation, 0.85), hsl((hue + 0.1) % 1, saturation, 0.6));
  let colour: Colour | undefined;
  let drawn = 0;
  for (const [index, word] of (prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).entries()) {
    const named = namedColour(word);
    // A colour is that of the thing named after it.
    if (named) colour = named;
    if (named || SILENT.has(word)) continue;
    if (drawn++ === MAX_FORMS) break;
    const own = numbersOf(`${word}#${index}#${variation}`);
    const radius = Math.min(width, height) * (0.06 + 0.14 * own(0));
    const place = { x: radius + own(1) * (width - 2 * radius), y: radius + own(2) * (height - 2 * radius), radius };
    const paint = colour ?? hsl(own(3), saturation, 0.45);
    canvas.paint({ ...place, radius: radius * 1.06 }, hsl(hue, saturation, 0.2), formOf(word, own(4)));
    canvas.paint(place, paint, formOf(word, own(4)));
    colour = undefined;
  }
  return canvas;
}

/** Numbers from 0 to 1 that come from a text alone: the first, the second and so on, up to sixteen. */
function numbersOf(text: string): (at: number) => number {
  const digest = createHash('sha256').update(text).digest();
  return (at) => digest.readUInt16BE(at * 2) / 0xffff;
}
