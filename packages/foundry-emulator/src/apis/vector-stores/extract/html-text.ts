import { convert } from 'html-to-text';
import { decodeText } from './decode-text.ts';

/** What a reader of the page sees: no scripts, no styles, no images; links by their text. */
export function htmlText(bytes: Buffer): string {
  return convert(decodeText(bytes), {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'table', format: 'dataTable' },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'h2', options: { uppercase: false } },
      { selector: 'h3', options: { uppercase: false } },
    ],
  });
}
