import { readFileSync } from 'node:fs';
import path from 'node:path';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { docx, lockedDocx, lockedPdf, pdf, pdfOf, pptx, xlsx } from './documents.ts';

let emulator: TestEmulator;
let store: string;
beforeAll(async () => {
  emulator = await startEmulator({
    settings: { FOUNDRY_INDEXING_SECONDS: '0', FOUNDRY_MORE_FILE_TYPES: 'csv, xlsx' },
  });
  store = (await vectorStores().create({})).id;
});
afterAll(() => emulator.close());

const openai = () => emulator.projectV1.getOpenAIClient();
const vectorStores = () => openai().vectorStores;

async function takeIn(name: string, content: Buffer | string) {
  const file = await openai().files.create({
    file: await toFile(Buffer.from(content), name),
    purpose: 'assistants',
  });
  await vectorStores().files.create(store, { file_id: file.id });
  await emulator.admin('POST', 'clock', { advance: 'PT1S' });
  return vectorStores().files.retrieve(file.id, { vector_store_id: store });
}

/** A page with a text field. */
const form = (value: string) =>
  pdfOf(
    'BT /F1 12 Tf 72 720 Td (Name:) Tj ET',
    [
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      `<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(${value})/Rect[100 700 200 720]/P 3 0 R>>`,
    ],
    '/AcroForm<</Fields[6 0 R]>>',
    '/Annots[6 0 R]',
  );

const SAID = 'The lighthouse has 214 steps.';

it.each<[string, Buffer | string]>([
  ['a.txt', SAID],
  ['a.md', `# Tour\n\n${SAID}`],
  ['utf16.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SAID, 'utf16le')])],
  ['a.json', JSON.stringify({ said: SAID })],
  ['a.csv', `place,said\nlighthouse,${SAID}`],
  ['a.doc', readFileSync(path.join(import.meta.dirname, 'corpus', 'writer-en.doc'))],
  ['a.ts', `// ${SAID}\nexport const steps = 214;`],
  ['a.html', `<html><head><script>no()</script></head><body><p>${SAID}</p></body></html>`],
  ['a.pdf', pdf(SAID)],
  ['a.docx', docx(SAID)],
  ['a.pptx', pptx('Welcome', SAID)],
  ['a.xlsx', xlsx(SAID)],
  ['UPPER.DOCX', docx(SAID)],
  ['form.pdf', form(SAID)],
])('reads %s', async (name, content) => {
  const file = await takeIn(name, content);
  expect(file).toMatchObject({ status: 'completed', last_error: null });
  const { data } = await vectorStores().files.content(file.id, { vector_store_id: store });
  const text = data.map((each) => each.text).join('');
  expect(text).toContain(name === 'a.doc' ? 'has 214 steps' : SAID);
  expect(text).not.toContain('no()');
});

it.each<[string, Buffer | string, string, RegExp]>([
  ['a.exe', 'MZ', 'unsupported_file', /not supported/],
  ['a.yaml', 'a: 1', 'unsupported_file', /Azure does not index .yaml files; set FOUNDRY_MORE_FILE_TYPES=yaml/],
  ['no-extension', 'words', 'unsupported_file', /not supported/],
  ['blank.txt', ' \n ', 'invalid_file', /empty/],
  ['binary.txt', Buffer.from([0x80, 0xff, 0x00]), 'invalid_file', /UTF-8/],
  ['blank.pdf', pdf(''), 'invalid_file', /empty/],
  ['garbage.pdf', 'no pdf at all', 'invalid_file', /not a valid pdf/],
  ['garbage.docx', 'no docx at all', 'invalid_file', /not a valid docx/],
  ['garbage.pptx', 'no pptx at all', 'invalid_file', /not a valid pptx/],
  ['cut.xlsx', xlsx(SAID).subarray(0, 300), 'invalid_file', /not a valid xlsx/],
  ['locked.pdf', lockedPdf(), 'invalid_file', /encrypted/],
  ['locked.docx', lockedDocx(), 'invalid_file', /encrypted/],
])('refuses %s, and says why', async (name, content, code, message) => {
  const file = await takeIn(name, content);
  expect(file).toMatchObject({ status: 'failed', usage_bytes: 0 });
  expect(file.last_error).toEqual({ code, message: expect.stringMatching(message) });
});
