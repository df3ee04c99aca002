import { extractText, getDocumentProxy } from 'unpdf';
import { encrypted } from './file-unreadable.ts';

/** The text of the pages, a blank line between two. @throws FileUnreadable for a file that asks for a password */
export async function pdfText(bytes: Buffer): Promise<string> {
  try {
    // Its warnings would go to the console.
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    const { text } = await extractText(document, { mergePages: false });
    return text.join('\n\n');
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') throw encrypted(error);
    throw error;
  }
}
