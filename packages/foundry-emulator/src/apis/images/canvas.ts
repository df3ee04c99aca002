import type { Colour } from './colours.ts';

export const BYTES_PER_PIXEL = 3;

/** RGB image, one byte per channel, row by row. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
  }

  /** Fills the canvas with a vertical gradient. */
  shade(top: Colour, bottom: Colour): void {
    for (let y = 0; y < this.height; y++) {
      const share = y / Math.max(1, this.height - 1);
      const mixed = top.map((value, at) => Math.round(value + ((bottom[at] ?? 0) - value) * share));
      for (let x = 0; x < this.width; x++) this.pixels.set(mixed, (y * this.width + x) * BYTES_PER_PIXEL);
    }
  }

  /** Paints a shape over the canvas. @param inside true for points of the shape; coordinates are -1 to 1 within the radius */
  paint(form: Placed, colour: Colour, inside: (x: number, y: number) => boolean): void {
    const { x: centreX, y: centreY, radius } = form;
    const [left, right] = [Math.max(0, centreX - radius), Math.min(this.width - 1, centreX + radius)].map(Math.round);
    const [top, bottom] = [Math.max(0, centreY - radius), Math.min(this.height - 1, centreY + radius)].map(Math.round);
    for (let y = top ?? 0; y <= (bottom ?? -1); y++)
      for (let x = left ?? 0; x <= (right ?? -1); x++)
        if (inside((x - centreX) / radius, (y - centreY) / radius))
          this.pixels.set(colour, (y * this.width + x) * BYTES_PER_PIXEL);
  }
}

/** Position of a shape in pixels. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}
