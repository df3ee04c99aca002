import type { Color } from './colours.ts';

export const BYTES_PER_PIXEL = 3;

/** RGB image, one byte per channel, row by row. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Opacity of each pixel, 0 or 255; undefined for an opaque image. */
  readonly alpha: Uint8Array | undefined;

  constructor(width: number, height: number, transparent = false) {
    this.alpha = transparent ? new Uint8Array(width * height) : undefined;
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
  }

  /** Fills the canvas with a vertical gradient. */
  shade(top: Color, bottom: Color): void {
    for (let y = 0; y < this.height; y++) {
      const share = y / Math.max(1, this.height - 1);
      const mixed = top.map((value, at) => Math.round(value + ((bottom[at] ?? 0) - value) * share));
      for (let x = 0; x < this.width; x++) this.pixels.set(mixed, (y * this.width + x) * BYTES_PER_PIXEL);
    }
  }

  /** Paints a shape over the canvas. @param inside true for points of the shape; coordinates are -1 to 1 within the radius */
  paint(form: Placed, color: Color, inside: (x: number, y: number) => boolean): void {
    const { x: centreX, y: centreY, radius } = form;
    const [left, right] = [Math.max(0, centreX - radius), Math.min(this.width - 1, centreX + radius)].map(Math.round);
    const [top, bottom] = [Math.max(0, centreY - radius), Math.min(this.height - 1, centreY + radius)].map(Math.round);
    for (let y = top ?? 0; y <= (bottom ?? -1); y++)
      for (let x = left ?? 0; x <= (right ?? -1); x++)
        if (inside((x - centreX) / radius, (y - centreY) / radius)) this.#set(y * this.width + x, color);
  }

  #set(pixel: number, color: Color): void {
    this.pixels.set(color, pixel * BYTES_PER_PIXEL);
    if (this.alpha) this.alpha[pixel] = 255;
  }
}

/** Position of a shape in pixels. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}
