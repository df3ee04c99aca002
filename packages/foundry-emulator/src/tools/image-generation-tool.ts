import { z } from 'zod';
import { messageOf } from '../../../../shared/core/errors.ts';
import { imageMaker } from '../apis/images/image-maker.ts';
import { newId } from '../core/ids.ts';
import type { ProjectContext } from '../core/project/project-context.ts';
import { storedResults } from './contract/stored-results.ts';
import { acceptDefinition, parsedArguments } from './contract/tool-functions.ts';
import type { ToolCall, ToolKind } from './contract/tool-kind.ts';

const definition = z.object({
  type: z.literal('image_generation'),
  model: z.string().nullish(),
  background: z.string().nullish(),
  quality: z.string().nullish(),
  output_format: z.string().nullish(),
  partial_images: z.int().min(0).max(3).nullish(),
  size: z.string().nullish(),
});

const NAME = 'image_generation';

/** Generates an image as the images API does: with the upstream or drawn by rules. */
export function imageGenerationKind(project: ProjectContext): ToolKind {
  const make = imageMaker(project);
  const results = storedResults(project.store, 'image-generation');

  return {
    type: NAME,
    accept(given, param) {
      const {
        model,
        background,
        quality,
        output_format: format,
        partial_images: partial,
        size,
      } = acceptDefinition(definition, given, param);
      const wanted = size && size !== 'auto' ? size : '1024x1024';
      return {
        functions: [
          {
            name: NAME,
            description: 'Makes an image: draws or paints a picture of what is described.',
            parameters: {
              type: 'object',
              properties: { prompt: { type: 'string', description: 'What is to be seen in the image.' } },
              required: ['prompt'],
            },
            takesWords: 'prompt',
          },
        ],
        begin: () => ({ id: newId('ig'), type: 'image_generation_call', status: 'in_progress', result: '' }),
        async run(call, begun, { signal, emit }) {
          emit('response.image_generation_call.in_progress');
          emit('response.image_generation_call.generating');
          const end = (fields: object, told: string) => {
            results.put(begun.id, JSON.stringify({ prompt: promptOf(call), told }));
            return { item: { ...begun, ...fields }, outputs: [] };
          };
          try {
            // Images are PNG; those of an upstream are passed on unchanged.
            if (format && format !== 'png') throw new Error(`Images are made as png here, not as ${format}.`);
            const { images } = await make(
              model ?? 'gpt-image-1',
              { body: { prompt: promptOf(call) }, size: wanted, transparent: background === 'transparent' },
              signal,
            );
            const [made] = images;
            const image = made?.image.toString('base64');
            if (image === undefined) throw new Error('No image was made.');
            for (let index = 0; index < (partial ?? 0); index++)
              emit('response.image_generation_call.partial_image', {
                partial_image_index: index,
                partial_image_b64: image,
              });
            emit('response.image_generation_call.completed');
            return end(
              {
                status: 'completed',
                result: image,
                action: 'generate',
                background: background === 'transparent' ? 'transparent' : 'opaque',
                output_format: 'png',
                quality: quality && quality !== 'auto' ? quality : 'high',
                revised_prompt: made?.revisedPrompt ?? promptOf(call),
                size: wanted,
              },
              'The image was made, and the user sees it.',
            );
          } catch (error) {
            if (signal.aborted) throw error;
            const message = messageOf(error);
            return end({ status: 'failed', error: message }, `No image was made: ${message}`);
          }
        },
      };
    },
    recall(item) {
      if (item.type !== 'image_generation_call') return undefined;
      const { prompt, told }: { prompt?: string; told?: string } = JSON.parse(results.get(item.id) ?? '{}');
      return [
        { type: 'call', callId: item.id, name: NAME, arguments: JSON.stringify({ prompt: prompt ?? '' }) },
        { type: 'result', callId: item.id, output: told ?? 'The image was made, and the user sees it.' },
      ];
    },
  };
}

const promptOf = (call: ToolCall): string => String(parsedArguments(call)?.prompt ?? '');
