import { badRequest } from '../../core/http/api-error.ts';
import type { Size } from './image-body.ts';

/** Sizes that only one model supports. Source: Azure OpenAI REST 2024-10-01-preview, imageSize. */
const ONLY: Readonly<Record<string, readonly Size[]>> = {
  'dall-e-2': ['256x256', '512x512'],
  'dall-e-3': ['1792x1024', '1024x1792'],
};

/** @throws ApiError 400 for a size that the model does not make */
export function checkSize(size: Size, modelName: string): void {
  if (ONLY[modelName] === undefined) return;
  const owner = Object.keys(ONLY).find((model) => ONLY[model]?.includes(size));
  if (owner === undefined || owner === modelName) return;
  const sizes = [...(ONLY[modelName] ?? []), '1024x1024'].join(', ');
  throw badRequest(`The size ${size} is made by ${owner} only; ${modelName} makes ${sizes}.`, 'size');
}
