import { ApiError, badRequest } from '../../core/http/api-error.ts';
import { type ImageBody, isGptImage } from './image-body.ts';

/** Values that each model accepts. Source: Azure OpenAI REST 2024-10-01-preview, OpenAI images reference. */
const MODELS: Readonly<Record<string, { readonly sizes: readonly string[]; readonly qualities: readonly string[] }>> = {
  'dall-e-2': { sizes: ['256x256', '512x512', '1024x1024'], qualities: ['standard'] },
  'dall-e-3': { sizes: ['1024x1024', '1792x1024', '1024x1792'], qualities: ['standard', 'hd'] },
  'gpt-image': {
    sizes: ['1024x1024', '1536x1024', '1024x1536', 'auto'],
    qualities: ['low', 'medium', 'high', 'auto'],
  },
};

/** Parameters of one family that the other refuses. */
const GPT_IMAGE_ONLY = [
  'background',
  'output_format',
  'output_compression',
  'moderation',
  'stream',
  'partial_images',
] as const;
const DALL_E_ONLY = ['response_format', 'style'] as const;

/** @throws ApiError 400 for a parameter or a value that the model does not accept */
export function checkImageBody(body: ImageBody, modelName: string): void {
  const isGpt = isGptImage(modelName);
  // Any name is a deployment; only known models have rules.
  const model = MODELS[isGpt ? 'gpt-image' : modelName];
  if (!model) return;
  const wrong = (isGpt ? DALL_E_ONLY : GPT_IMAGE_ONLY).find(
    (field) => body[field] !== undefined && body[field] !== null,
  );
  if (wrong)
    throw new ApiError(400, {
      code: 'unknown_parameter',
      message: `Unknown parameter: '${wrong}'. ${modelName} does not support it.`,
      param: wrong,
    });
  checkValue(body.size, model.sizes, { modelName, field: 'size' });
  checkValue(body.quality, model.qualities, { modelName, field: 'quality' });
  if (body.background === 'transparent' && body.output_format === 'jpeg')
    throw badRequest("A transparent background needs 'output_format' to be png or webp.", 'background');
  if (body.output_format && body.output_format !== 'png')
    throw badRequest(
      `The emulator draws png; ${body.output_format} is available only with an upstream that generates images (FOUNDRY_UPSTREAM_URL).`,
      'output_format',
    );
}

function checkValue(
  value: string | null | undefined,
  allowed: readonly string[],
  { modelName, field }: { readonly modelName: string; readonly field: string },
): void {
  if (value && !allowed.includes(value))
    throw badRequest(
      `The ${field} ${value} is not supported by ${modelName}; it supports ${allowed.join(', ')}.`,
      field,
    );
}
