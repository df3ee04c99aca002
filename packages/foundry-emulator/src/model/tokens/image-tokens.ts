import type { ModelPart } from '../contract/model.ts';

type Image = Extract<ModelPart, { type: 'image' }>;

/** Price of an image in tokens: a base, and an amount per 512-pixel tile in high detail. */
interface Price {
  readonly base: number;
  readonly tile: number;
}

/**
 * Prices by model name, the first match; the last is that of gpt-4o. Source: OpenAI "Images and vision", Azure OpenAI "Vision-enabled
 * models".
 */
const PRICES: readonly (readonly [RegExp, Price])[] = [
  [/4o-mini/i, { base: 2833, tile: 5667 }],
  [/(?:^|[^a-z\d])o[13]\b/i, { base: 75, tile: 150 }],
  [/computer-use/i, { base: 65, tile: 129 }],
  [/./, { base: 85, tile: 170 }],
];

/** Pixels: an image is scaled to fit a square of the first size, then its shorter side to the second. */
const FITS = 2048;
const SHORT_SIDE = 768;
const TILE = 512;

/** Assumed size of images behind URLs, which are not downloaded. */
const UNKNOWN = { width: 1024, height: 1024 };

/** Returns the tokens of an image. @param model name of the model or of its deployment */
export async function imageTokens({ url, detail }: Image, model: string): Promise<number> {
  const { base, tile } = PRICES.find(([name]) => name.test(model))?.[1] ?? { base: 85, tile: 170 };
  if (detail === 'low') return base;
  return base + tile * tilesOf(await sizeOf(url));
}

/** Returns the number of tiles of an image in high detail. */
export function tilesOf({ width, height }: { readonly width: number; readonly height: number }): number {
  const fitted = Math.min(1, FITS / Math.max(width, height));
  const shrunk = Math.min(1, SHORT_SIDE / (Math.min(width, height) * fitted));
  const tiles = (side: number) => Math.max(1, Math.ceil(Math.round(side * fitted * shrunk) / TILE));
  return tiles(width) * tiles(height);
}

async function sizeOf(url: string): Promise<{ readonly width: number; readonly height: number }> {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1];
  if (data === undefined) return UNKNOWN;
  // Loaded on demand: few requests have images.
  const { imageSize } = await import('image-size');
  try {
    const { width, height } = imageSize(Buffer.from(data, 'base64'));
    return width > 0 && height > 0 ? { width, height } : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
