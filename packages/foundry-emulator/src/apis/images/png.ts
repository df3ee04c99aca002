import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { BYTES_PER_PIXEL, type Canvas } from './canvas.ts';

const compress = promisify(deflate);

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** PNG header fields: 8 bits per channel, RGB, no interlacing. */
const FORM = [8, 2, 0, 0, 0];

/** PNG filter type "Sub", which compresses gradients well. */
const DIFFERENCE = 1;

/** Encodes a canvas as a PNG file. Source: W3C Portable Network Graphics, third edition. */
export async function pngOf({ width, height, pixels }: Canvas): Promise<Buffer> {
  const stride = width * BYTES_PER_PIXEL;
  const lines = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const line = y * (stride + 1);
    lines[line] = DIFFERENCE;
    for (let at = 0; at < stride; at++) {
      const before = at < BYTES_PER_PIXEL ? 0 : (pixels[y * stride + at - BYTES_PER_PIXEL] ?? 0);
      lines[line + 1 + at] = (pixels[y * stride + at] ?? 0) - before;
    }
  }
  const header = Buffer.alloc(8 + FORM.length);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORM, 8);
  const data = await compress(lines, { level: 6 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
