import { PDFiumLibrary } from '@hyzyla/pdfium';
import { getDocumentProxy } from 'unpdf';
import { encrypted } from './file-unreadable.ts';

let library: Promise<PDFiumLibrary> | undefined;

/**
 * Returns the text of the pages, separated by blank lines, and the values of form fields. PDFium reads the pages: it supports the
 * predefined encodings of Chinese, Japanese and Korean, and right-to-left text. pdf.js reads form values, which PDFium's binding does not
 * expose.
 * @throws FileUnreadable when the file needs a password
 */
export async function pdfText(bytes: Buffer): Promise<string> {
  library ??= PDFiumLibrary.init();
  const pages = textOfPages(await library, bytes).then((texts) => texts.join('\n\n'));
  const text = await pages.catch((error: unknown) => {
    if (error instanceof Error && /password|security/i.test(error.message)) throw encrypted(error);
    throw error;
  });
  return `${text}\n\n${(await formValues(bytes)).join('\n')}`.trim();
}

async function textOfPages(pdfium: PDFiumLibrary, bytes: Buffer): Promise<string[]> {
  const document = await pdfium.loadDocument(bytes);
  try {
    return [...document.pages()].map((page) =>
      page
        .getText()
        .replaceAll('\r\n', '\n')
        // PDFium marks a hyphen at the end of a line; the word continues.
        .replace(/\uFFFE\n?/g, '')
        .trim(),
    );
  } finally {
    document.destroy();
  }
}

/** Maximum size of a file that is searched for form fields, because pdf.js reads all of it. */
const MAX_FORM_BYTES = 32 * 1024 * 1024;

async function formValues(bytes: Buffer): Promise<string[]> {
  if (bytes.length > MAX_FORM_BYTES || !(bytes.includes('/AcroForm') || bytes.includes('/ObjStm'))) return [];
  try {
    // Suppresses warnings on the console.
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    const fields: unknown = await document.getFieldObjects();
    await document.cleanup();
    return Object.values(fields ?? {})
      .flat()
      .flatMap((field: unknown) => (hasValue(field) && field.value !== 'Off' ? [field.value.trim()] : []))
      .filter((value) => value !== '');
  } catch {
    // The text of the pages is complete without the form.
    return [];
  }
}

const hasValue = (field: unknown): field is { value: string } =>
  typeof field === 'object' && field !== null && 'value' in field && typeof field.value === 'string';
