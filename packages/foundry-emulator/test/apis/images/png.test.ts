import { crc32, inflateSync } from 'node:zlib';
import { Canvas } from '../../../src/apis/images/canvas.ts';
import { draw } from '../../../src/apis/images/draw-image.ts';
import { pngOf } from '../../../src/apis/images/png.ts';

/** Reads what the encoder may write: eight-bit colours, lines kept as they are or as differences to the left. */
function read(png: Buffer) {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const named = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(named));
    chunks.set(named.subarray(0, 4).toString(), named.subarray(4));
    at += 12 + length;
  }
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect([...header.subarray(8)]).toEqual([8, 2, 0, 0, 0]);
  const lines = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const stride = width * 3 + 1;
  expect(lines.length).toBe(stride * height);
  const pixel = (x: number, y: number) =>
    [0, 1, 2].map((channel) => {
      let value = 0;
      for (let column = 0; column <= x; column++) value += lines[y * stride + 1 + column * 3 + channel] ?? 0;
      return value % 256;
    });
  return { width, height, pixel };
}

describe('a PNG', () => {
  it('has the pixels of its canvas', async () => {
    const canvas = new Canvas(7, 5);
    canvas.shade([10, 20, 250], [200, 120, 3]);
    canvas.paint({ x: 3, y: 2, radius: 1 }, [255, 0, 128], () => true);
    const { width, height, pixel } = read(await pngOf(canvas));
    expect([width, height]).toEqual([7, 5]);
    expect(pixel(6, 0)).toEqual([10, 20, 250]);
    expect(pixel(0, 4)).toEqual([200, 120, 3]);
    expect(pixel(3, 2)).toEqual([255, 0, 128]);
  });
});

describe('a drawing', () => {
  const form = { width: 64, height: 48, style: 'vivid' } as const;
  const has = ({ pixels }: Canvas, colour: readonly number[]) => {
    for (let at = 0; at < pixels.length; at += 3)
      if (colour.every((value, channel) => pixels[at + channel] === value)) return true;
    return false;
  };

  it('is the same for the same prompt, another for another, and for another variation', () => {
    const first = draw('a cat', form).pixels;
    expect(draw('a cat', form).pixels).toEqual(first);
    expect(draw('a dog', form).pixels).not.toEqual(first);
    expect(draw('a cat', form, 1).pixels).not.toEqual(first);
  });

  it('has the colours that the words name', () => {
    const red = [214, 40, 40];
    expect(has(draw('a red star', form), red)).toBe(true);
    expect(has(draw('a star', form), red)).toBe(false);
  });
});
