import { format, getFormatFromId, isDateFormat } from 'numfmt';
import { addDrawingText } from './drawing-text.ts';
import { isOff, OfficePackage } from './office-package.ts';
import { TextBuilder } from './text-builder.ts';
import { type Attributes, attribute, walkXml } from './xml.ts';

/** Days between the two calendars of workbooks, which start in 1900 and 1904. */
const DAYS_TO_1904 = 1462;

interface Workbook {
  readonly strings: readonly string[];
  /** Format codes by the style number of a cell. */
  readonly formats: readonly string[];
  readonly is1904: boolean;
}

/**
 * Returns the visible sheets of a workbook, each under its name, with a line for each row and tabs between cells. Numbers, dates and
 * percentages appear as formatted. The cost depends on existing cells only, not on addresses.
 */
export function xlsxText(bytes: Buffer): string {
  const file = new OfficePackage(bytes);
  const { name: main, data: workbookPart } = file.mainPart();
  const [strings] = file.related(main, 'sharedStrings');
  const [styles] = file.related(main, 'styles');
  const { sheets, is1904 } = readWorkbook(workbookPart);
  const workbook = { strings: strings ? readStrings(strings) : [], formats: styles ? readFormats(styles) : [], is1904 };
  const targets = new Map(file.relations(main).map(({ id, target }) => [id, target]));
  const builder = new TextBuilder();
  for (const { name, relation } of sheets) {
    const target = targets.get(relation);
    const data = target === undefined ? undefined : file.part(target);
    if (target === undefined || !data) continue;
    builder.add(name);
    builder.endLine();
    addSheet(data, workbook, builder);
    for (const { type, target: drawing } of file.relations(target)) {
      const part = type === 'drawing' ? file.part(drawing) : undefined;
      if (!part) continue;
      addDrawingText(part, builder);
      for (const chart of file.related(drawing, 'chart')) addDrawingText(chart, builder);
    }
    builder.endBlock();
  }
  return builder.toString();
}

function readWorkbook(data: Uint8Array) {
  const sheets: { name: string; relation: string }[] = [];
  let is1904 = false;
  walkXml(data, {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name === 'sheet' && !/hidden/i.test(attributes.state ?? ''))
        sheets.push({ name: attributes.name ?? '', relation: attribute(attributes, 'id') ?? '' });
    },
  });
  return { sheets, is1904 };
}

/** Reads the shared strings, without phonetic readings. */
function readStrings(data: Uint8Array): string[] {
  const strings: string[] = [];
  let isText = false;
  let readings = 0;
  walkXml(data, {
    open: (name) => {
      if (name === 'si') strings.push('');
      else if (name === 'rPh') readings++;
      else if (name === 't') isText = readings === 0;
    },
    text: (text) => {
      if (isText) strings.push((strings.pop() ?? '') + text);
    },
    close: (name) => {
      if (name === 'rPh') readings--;
      else if (name === 't') isText = false;
    },
  });
  return strings;
}

function readFormats(data: Uint8Array): string[] {
  const custom = new Map<number, string>();
  const formats: string[] = [];
  let isCellFormat = false;
  walkXml(data, {
    open: (name, attributes) => {
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), attributes.formatCode ?? 'General');
      else if (name === 'cellXfs') isCellFormat = true;
      else if (name === 'xf' && isCellFormat) {
        const id = Number(attributes.numFmtId ?? 0);
        formats.push(custom.get(id) ?? getFormatFromId(id) ?? 'General');
      }
    },
    close: (name) => {
      if (name === 'cellXfs') isCellFormat = false;
    },
  });
  return formats;
}

function addSheet(data: Uint8Array, workbook: Workbook, builder: TextBuilder): void {
  let cell: Attributes | undefined;
  let value = '';
  let isValue = false;
  let readings = 0;
  walkXml(data, {
    open: (name, attributes) => {
      if (name === 'c') {
        cell = attributes;
        value = '';
      } else if (name === 'rPh') readings++;
      else if (name === 'v' || name === 't') isValue = readings === 0;
    },
    text: (text) => {
      if (isValue) value += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'rPh') readings--;
      else if (name === 'c') {
        if (cell && value !== '') addCell(shownValue(cell, value, workbook), builder);
        cell = undefined;
      } else if (name === 'row') builder.endRow();
    },
  });
}

function addCell(text: string, builder: TextBuilder): void {
  builder.startCell();
  builder.add(text.replace(/\s+/g, ' '));
  builder.endCell();
}

function shownValue({ t: type, s: style }: Attributes, value: string, { strings, formats, is1904 }: Workbook): string {
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'b') return isOff({ val: value }) ? 'FALSE' : 'TRUE';
  if (type !== undefined && type !== 'n') return value;
  const number = Number(value);
  const pattern = formats[Number(style ?? 0)] ?? 'General';
  if (!Number.isFinite(number)) return value;
  try {
    return format(pattern, is1904 && isDateFormat(pattern) ? number + DAYS_TO_1904 : number).trim();
  } catch {
    // An invalid format shows the stored number.
    return value;
  }
}
