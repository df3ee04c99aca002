import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { BYTES_PER_PIXEL, type Canvas } from './canvas.ts';

const compress = promisify(deflate);

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** PNG color types. */
const RGB = 2;
const RGBA = 6;

/** PNG filter type "Sub", which compresses gradients well. */
const DIFFERENCE = 1;

/** Encodes a canvas as a PNG file. Source: W3C Portable Network Graphics, third edition. */
export async function pngOf(canvas: Canvas): Promise<Buffer> {
  const { width, height, alpha } = canvas;
  const size = BYTES_PER_PIXEL + (alpha ? 1 : 0);
  const bytes = alpha ? withAlpha(canvas.pixels, alpha) : canvas.pixels;
  const stride = width * size;
  const lines = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const line = y * (stride + 1);
    lines[line] = DIFFERENCE;
    for (let at = 0; at < stride; at++) {
      const before = at < size ? 0 : (bytes[y * stride + at - size] ?? 0);
      lines[line + 1 + at] = (bytes[y * stride + at] ?? 0) - before;
    }
  }
  // 8 bits per channel, no interlacing.
  const form = [8, alpha ? RGBA : RGB, 0, 0, 0];
  const header = Buffer.alloc(8 + form.length);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(form, 8);
  const data = await compress(lines, { level: 6 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function withAlpha(pixels: Uint8Array, alpha: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(alpha.length * (BYTES_PER_PIXEL + 1));
  for (const [pixel, opacity] of alpha.entries()) {
    const from = pixel * BYTES_PER_PIXEL;
    // Transparent pixels are black, so that they compress well.
    if (opacity > 0) bytes.set(pixels.subarray(from, from + BYTES_PER_PIXEL), pixel * (BYTES_PER_PIXEL + 1));
    bytes[pixel * (BYTES_PER_PIXEL + 1) + BYTES_PER_PIXEL] = opacity;
  }
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
