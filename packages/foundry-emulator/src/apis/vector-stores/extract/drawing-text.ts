import type { TextBuilder } from './text-builder.ts';
import { attribute, walkXml } from './xml.ts';

/** Placeholders on a notes page other than the notes. */
const NOT_NOTES = ['sldNum', 'sldImg', 'hdr', 'ftr', 'dt'];

/** Adds the text of DrawingML: paragraphs of shapes, tables, diagrams and charts. Ids and other values are not text. */
export function addDrawingText(data: Uint8Array, builder: TextBuilder, { isNotes = false } = {}): void {
  let isText = false;
  let isCached = false;
  let fallbacks = 0;
  let isSkippedShape = false;
  walkXml(data, {
    open: (name, attributes) => {
      if (name === 'Fallback') fallbacks++;
      else if (name === 'sp') isSkippedShape = false;
      else if (name === 'ph') isSkippedShape = isNotes && NOT_NOTES.includes(attribute(attributes, 'type') ?? '');
      else if (name === 'p' || name === 'br') builder.endLine();
      else if (name === 'tab') builder.add('\t');
      else if (name === 'tc') builder.startCell();
      else if (name === 'strCache') isCached = true;
      else if (name === 't' || (name === 'v' && isCached)) isText = true;
    },
    text: (text) => {
      if (isText && fallbacks === 0 && !isSkippedShape) builder.add(text);
    },
    close: (name) => {
      if (name === 'Fallback') fallbacks--;
      else if (name === 't' || name === 'v') isText = false;
      else if (name === 'p' || name === 'pt') builder.endLine();
      else if (name === 'strCache') isCached = false;
      else if (name === 'tc') builder.endCell();
      else if (name === 'tr') builder.endRow();
    },
  });
  builder.endBlock();
}
