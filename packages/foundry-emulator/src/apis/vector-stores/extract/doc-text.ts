import WordExtractor from 'word-extractor';

/** Returns the text of a document of Word 97 to 2003: headers, body, footnotes, endnotes, text boxes, footers. */
export async function docText(bytes: Buffer): Promise<string> {
  const document = await new WordExtractor().extract(bytes);
  return [
    document.getHeaders({ includeFooters: false }),
    document.getBody(),
    document.getFootnotes(),
    document.getEndnotes(),
    document.getTextboxes(),
    document.getFooters(),
  ]
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');
}
