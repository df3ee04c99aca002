import { Parser } from 'htmlparser2';
import { decodeText } from './decode-text.ts';
import { TextBuilder } from './text-builder.ts';

/** Elements without visible text. */
const HIDDEN = new Set('script style template noscript svg math iframe object audio video canvas datalist'.split(' '));

/** Inline elements. Any other element begins and ends a line. */
const INLINE = new Set(
  `a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter nobr output picture progress q rb
  ruby s samp small source span strike strong sub sup time track tt u var wbr`.split(/\s+/),
);

/** Elements without a closing tag. */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Input types without a visible text value. */
const NO_TEXT_INPUTS = ['hidden', 'password', 'checkbox', 'radio', 'file', 'image', 'color', 'range'];

/** Returns what a reader of the page sees: its title, text, tables and form values, without scripts, styles and hidden parts. */
export function htmlText(bytes: Buffer): string {
  const builder = new TextBuilder();
  let hidden = 0;
  let preformatted = 0;
  let endsWithSpace = false;
  /** Adds text, with white space collapsed. */
  const add = (text: string) => {
    const collapsed = text.replace(/[ \t\r\n\f]+/g, ' ');
    const shown = endsWithSpace ? collapsed.replace(/^ /, '') : collapsed;
    if (shown === '') return;
    builder.add(shown);
    endsWithSpace = shown.endsWith(' ');
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (hidden > 0 || HIDDEN.has(name) || isHidden(attributes)) {
          if (!VOID.has(name)) hidden++;
          return;
        }
        if (name === 'td' || name === 'th') builder.startCell();
        else if (!INLINE.has(name) && name !== 'input' && name !== 'textarea') builder.endLine();
        if (name === 'pre') preformatted++;
        if (name === 'input' && !NO_TEXT_INPUTS.includes(attributes.type ?? '') && attributes.value !== undefined)
          add(` ${attributes.value} `);
        if (name === 'rt') add(' ');
      },
      ontext: (text) => {
        if (hidden > 0) return;
        if (preformatted > 0) {
          for (const [at, line] of text.split('\n').entries()) {
            if (at > 0) builder.endLine();
            builder.add(line);
          }
        } else add(text);
      },
      onclosetag: (name) => {
        if (hidden > 0) {
          if (!VOID.has(name)) hidden--;
          return;
        }
        if (name === 'pre') preformatted--;
        if (name === 'td' || name === 'th') builder.endCell();
        else if (name === 'tr') builder.endRow();
        else if (name === 'rt' || name === 'input' || name === 'textarea') add(' ');
        else if (!INLINE.has(name)) builder.endLine();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(decodeText(bytes));
  return builder.toString();
}

const isHidden = ({ hidden, style = '' }: Readonly<Record<string, string>>): boolean =>
  hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
