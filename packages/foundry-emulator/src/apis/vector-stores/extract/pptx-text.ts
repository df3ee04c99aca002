import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { checkPackage } from './zip-check.ts';

const PART = /^ppt\/(slides\/slide|notesSlides\/notesSlide)(\d+)\.xml$/;

const parser = new XMLParser({ preserveOrder: true, trimValues: false, parseTagValue: false, ignoreAttributes: true });

/** The text of the slides in their order, and after each slide its notes. */
export function pptxText(bytes: Buffer): string {
  checkPackage(bytes);
  const parts = Object.entries(unzipSync(bytes, { filter: ({ name }) => PART.test(name) })).map(([name, data]) => {
    const [, kind = '', number = ''] = PART.exec(name) ?? [];
    return { order: Number(number) * 2 + Number(kind.startsWith('notes')), text: paragraphsOf(data) };
  });
  return parts
    .sort((a, b) => a.order - b.order)
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n\n');
}

function paragraphsOf(data: Uint8Array): string {
  const lines: string[] = [];
  walk(parser.parse(strFromU8(data)), lines);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** `a:p` begins a line, `a:t` has the words. */
function walk(nodes: unknown, lines: string[]): void {
  if (!Array.isArray(nodes)) return;
  for (const node of nodes) {
    for (const [tag, value] of Object.entries(node as Record<string, unknown>)) {
      if (tag === 'a:p' || tag === 'a:br') lines.push('');
      if (tag === '#text' && lines.length > 0) lines.push(`${lines.pop()}${value}`);
      else walk(value, lines);
    }
  }
}
