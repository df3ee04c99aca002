import { addDrawingText } from './drawing-text.ts';
import { OfficePackage } from './office-package.ts';
import { TextBuilder } from './text-builder.ts';
import { walkXml } from './xml.ts';

/** Returns the text of the slides in the order of the presentation, each with its diagrams, charts and notes. */
export function pptxText(bytes: Buffer): string {
  const presentation = new OfficePackage(bytes);
  const slides = slidesOf(presentation);
  const builder = new TextBuilder();
  for (const slide of slides) {
    const data = presentation.part(slide);
    if (!data) continue;
    addDrawingText(data, builder);
    for (const part of presentation.related(slide, 'diagramData', 'chart')) addDrawingText(part, builder);
    for (const part of presentation.related(slide, 'notesSlide')) addDrawingText(part, builder, { isNotes: true });
  }
  return builder.toString();
}

/** Returns the names of the slides in order. The file may hold removed slides, too. */
function slidesOf(presentation: OfficePackage): string[] {
  const main = presentation.main();
  // Without a presentation part, the numbers are the only order.
  if (main === undefined) return presentation.names(/^ppt\/slides\/slide\d+\.xml$/).sort(byNumber);
  const targets = new Map(presentation.relations(main).map(({ id, target }) => [id, target]));
  const slides: string[] = [];
  walkXml(presentation.part(main) ?? new Uint8Array(), {
    open: (name, attributes) => {
      // `id` is the number of the slide, `r:id` the relation.
      const relation = name === 'sldId' && Object.entries(attributes).find(([key]) => key.endsWith(':id'));
      const target = relation ? targets.get(relation[1]) : undefined;
      if (target !== undefined) slides.push(target);
    },
  });
  return slides;
}

const byNumber = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true });
