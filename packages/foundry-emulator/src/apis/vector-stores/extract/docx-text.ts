import { addDrawingText } from './drawing-text.ts';
import { isOff, OfficePackage } from './office-package.ts';
import { TextBuilder } from './text-builder.ts';
import { type Attributes, attribute, walkXml } from './xml.ts';

/** Returns the text of a Word document: headers, body with its tables and text boxes, footnotes, endnotes, footers, diagrams and charts. */
export function docxText(bytes: Buffer): string {
  const document = new OfficePackage(bytes);
  const { name: main, data } = document.mainPart();
  const builder = new TextBuilder();
  const add = (type: string) => {
    for (const part of document.related(main, type)) addWordText(part, builder);
  };
  add('header');
  addWordText(data, builder);
  for (const type of ['footnotes', 'endnotes', 'footer']) add(type);
  for (const part of document.related(main, 'diagramData', 'chart')) addDrawingText(part, builder);
  return builder.toString();
}

/** Elements without visible text: moved or deleted text, the older form of an alternative, and definitions of tab stops. */
const HIDDEN = new Set(['moveFrom', 'Fallback', 'tabs', 'del']);

function addWordText(data: Uint8Array, builder: TextBuilder): void {
  let hidden = 0;
  let isText = false;
  let isVanished = false;
  let list: { entries: string[]; chosen: number } | undefined;
  const add = (text: string) => {
    if (hidden === 0 && !isVanished) builder.add(text);
  };
  const openers: Readonly<Record<string, (attributes: Attributes) => void>> = {
    t: () => {
      isText = true;
    },
    r: () => {
      isVanished = false;
    },
    vanish: (attributes) => {
      isVanished = !isOff(attributes);
    },
    p: () => builder.endLine(),
    oMathPara: () => builder.endLine(),
    tab: () => add('\t'),
    ptab: () => add('\t'),
    br: () => builder.endLine(),
    cr: () => builder.endLine(),
    noBreakHyphen: () => add('-'),
    sym: (attributes) => {
      const code = Number.parseInt(attribute(attributes, 'char') ?? '', 16);
      // Symbol fonts use the private area, where a character has no meaning of its own.
      if (code > 0x20 && (code < 0xe000 || code > 0xf8ff)) add(String.fromCodePoint(code));
    },
    tc: () => builder.startCell(),
    ddList: () => {
      list = { entries: [], chosen: 0 };
    },
    listEntry: (attributes) => list?.entries.push(attribute(attributes, 'val') ?? ''),
    result: (attributes) => {
      if (list) list.chosen = Number(attribute(attributes, 'val') ?? 0);
    },
  };
  const closers: Readonly<Record<string, () => void>> = {
    t: () => {
      isText = false;
    },
    p: () => builder.endLine(),
    num: () => add('/'),
    mr: () => add('; '),
    tc: () => builder.endCell(),
    tr: () => builder.endRow(),
    ddList: () => {
      add(list?.entries[list.chosen] ?? '');
      list = undefined;
    },
  };
  walkXml(data, {
    open: (name, attributes) => {
      if (HIDDEN.has(name)) hidden++;
      else if (hidden === 0 && Object.hasOwn(openers, name)) openers[name]?.(attributes);
    },
    text: (text) => {
      if (isText) add(text);
    },
    close: (name) => {
      if (HIDDEN.has(name)) hidden--;
      else if (hidden === 0 && Object.hasOwn(closers, name)) closers[name]?.();
    },
  });
  builder.endBlock();
}
