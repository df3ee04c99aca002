import { Parser } from 'htmlparser2';

export type Attributes = Readonly<Record<string, string>>;

/** Receives the elements of an XML document, by their names without a namespace prefix. */
export interface XmlVisitor {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Walks an XML document without building a tree. Entities and numeric character references are decoded. */
export function walkXml(data: Uint8Array, { open, text, close }: XmlVisitor): void {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => open?.(localName(name), attributes),
      ontext: (content) => text?.(content),
      onclosetag: (name) => close?.(localName(name)),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(new TextDecoder(encodingOf(data)).decode(data));
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Returns the value of an attribute, whatever its namespace prefix. */
export const attribute = (attributes: Attributes, name: string): string | undefined =>
  attributes[name] ?? Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`))?.[1];

function encodingOf(data: Uint8Array): string {
  if (data[0] === 0xff && data[1] === 0xfe) return 'utf-16le';
  return data[0] === 0xfe && data[1] === 0xff ? 'utf-16be' : 'utf-8';
}
