import { isRecord } from '../../../core/json-schema.ts';

/** Returns the text that an example trains on: of all its messages, calls and definitions, without its images. */
export function textOf(value: unknown): string {
  const texts: string[] = [];
  collect(value, texts);
  return texts.join('\n');
}

function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, texts);
  else if (isRecord(value) && value.type !== 'image_url') for (const item of Object.values(value)) collect(item, texts);
}

/** Counts the images of an example. */
export function imagesOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + imagesOf(item), 0);
  if (!isRecord(value)) return 0;
  return value.type === 'image_url' ? 1 : Object.values(value).reduce((sum: number, item) => sum + imagesOf(item), 0);
}
