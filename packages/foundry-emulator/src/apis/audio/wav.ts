/** Encodes samples from -1 to 1 as 16-bit little-endian integers. */
export function pcmOf(samples: Float32Array): Buffer {
  const pcm = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries()) pcm.writeInt16LE(Math.round(sample * 0x7fff), at * 2);
  return pcm;
}

/** Encodes one channel as a WAV file with a comment. Source: Microsoft/IBM RIFF specification. */
export function wavOf(samples: Float32Array, rate: number, comment: string): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * 2, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  const info = Buffer.concat([Buffer.from('INFO'), chunk('ICMT', Buffer.from(`${comment}\0`))]);
  const parts = [chunk('fmt ', format), chunk('LIST', info), chunk('data', pcmOf(samples))];
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...parts]));
}

/** Chunks begin at even offsets. */
function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), length, data, Buffer.alloc(data.length % 2)]);
}
