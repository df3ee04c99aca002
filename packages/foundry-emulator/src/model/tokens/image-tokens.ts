import type { ModelPart } from '../contract/model.ts';

type Image = Extract<ModelPart, { type: 'image' }>;

/** What an image costs: so much in any case, and so much for each tile of 512 pixels that is looked at closely. */
interface Price {
  readonly base: number;
  readonly tile: number;
}

/** By the model's name, the first that fits; the last is that of gpt-4o. Source: OpenAI "Images and vision", Azure OpenAI "Vision-enabled models". */
const PRICES: readonly (readonly [RegExp, Price])[] = [
  [/4o-mini/i, { base: 2833, tile: 5667 }],
  [/(?:^|[^a-z\d])o[13]\b/i, { base: 75, tile: 150 }],
  [/computer-use/i, { base: 65, tile: 129 }],
  [/./, { base: 85, tile: 170 }],
];

/** Pixels: an image is made to fit into a square of the first, then its shorter side is cut down to the second. */
const FITS = 2048;
const SHORT_SIDE = 768;
const TILE = 512;

/** Where an image is elsewhere, and is not fetched for this: what most cameras and generators are scaled down to. */
const UNKNOWN = { width: 1024, height: 1024 };

/** Tokens that a model reads an image as. @param model its name, or that of its deployment */
export async function imageTokens({ url, detail }: Image, model: string): Promise<number> {
  const { base, tile } = PRICES.find(([name]) => name.test(model))?.[1] ?? { base: 85, tile: 170 };
  if (detail === 'low') return base;
  return base + tile * tilesOf(await sizeOf(url));
}

/** Tiles of an image that is looked at closely. */
export function tilesOf({ width, height }: { readonly width: number; readonly height: number }): number {
  const fitted = Math.min(1, FITS / Math.max(width, height));
  const shrunk = Math.min(1, SHORT_SIDE / (Math.min(width, height) * fitted));
  const tiles = (side: number) => Math.max(1, Math.ceil(Math.round(side * fitted * shrunk) / TILE));
  return tiles(width) * tiles(height);
}

async function sizeOf(url: string): Promise<{ readonly width: number; readonly height: number }> {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1];
  if (data === undefined) return UNKNOWN;
  // Few requests have images: the reader of their headers loads here.
  const { imageSize } = await import('image-size');
  try {
    const { width, height } = imageSize(Buffer.from(data, 'base64'));
    return width > 0 && height > 0 ? { width, height } : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
