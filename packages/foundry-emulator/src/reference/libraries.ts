import path from 'node:path';
import { ShapeLibrary } from '../shapes/shape-library.ts';
import type { Api } from './operation.ts';

/** The shapes of both references. */
export const libraries: Readonly<Record<Api, ShapeLibrary>> = {
  foundry: new ShapeLibrary(path.join(import.meta.dirname, 'foundry')),
  'azure-openai': new ShapeLibrary(path.join(import.meta.dirname, 'azure-openai')),
};
