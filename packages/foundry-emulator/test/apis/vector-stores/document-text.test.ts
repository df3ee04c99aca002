import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DOCUMENT_READERS } from '../../../src/apis/vector-stores/extract/documents.ts';
import { OFFICE, pdfOf, relations, workbook, zip } from './documents.ts';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const M = 'http://schemas.openxmlformats.org/officeDocument/2006/math';
const p = (content: string) => `<w:p>${content}</w:p>`;
const r = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;

const wordFile = (body: string, parts: Record<string, string> = {}, links: [string, string][] = []) =>
  zip({
    '_rels/.rels': relations(['officeDocument', 'word/document.xml']),
    'word/_rels/document.xml.rels': relations(...links),
    'word/document.xml': `<w:document xmlns:w="${W}" xmlns:m="${M}" xmlns:mc="mc"><w:body>${body}</w:body></w:document>`,
    ...parts,
  });

describe('the text of a Word document', () => {
  const { docx } = DOCUMENT_READERS;

  it('keeps words of different paragraphs, lines, tabs and cells apart', () => {
    const row = (...cells: string[]) => `<w:tr>${cells.map((cell) => `<w:tc>${p(r(cell))}</w:tc>`).join('')}</w:tr>`;
    const body = `${p(r('one'))}${p(`${r('two')}<w:r><w:br/></w:r>${r('three')}<w:r><w:tab/></w:r>${r('four')}`)}<w:tbl>${row('a', 'b')}${row('c', 'd')}</w:tbl>`;
    expect(docx(wordFile(body))).toBe('one\ntwo\nthree\tfour\na\tb\nc\td');
  });

  it('includes headers, footnotes, endnotes and footers', () => {
    const note = (kind: string, text: string) =>
      `<w:${kind}s xmlns:w="${W}"><w:${kind} w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:${kind}><w:${kind} w:id="2">${p(r(text))}</w:${kind}></w:${kind}s>`;
    const file = wordFile(
      p(r('body')),
      {
        'word/header1.xml': `<w:hdr xmlns:w="${W}">${p(r('Contoso'))}</w:hdr>`,
        'word/footer1.xml': `<w:ftr xmlns:w="${W}">${p(r('page'))}</w:ftr>`,
        'word/footnotes.xml': note('footnote', 'a note'),
        'word/endnotes.xml': note('endnote', 'the end'),
      },
      [
        ['header', 'header1.xml'],
        ['footer', 'footer1.xml'],
        ['footnotes', 'footnotes.xml'],
        ['endnotes', 'endnotes.xml'],
      ],
    );
    expect(docx(file)).toBe('Contoso\n\nbody\n\na note\n\nthe end\n\npage');
  });

  it('includes equations, the chosen entry of a list and the text of content controls', () => {
    const fraction = '<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>';
    const list =
      '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/><w:listEntry w:val="green"/></w:ddList></w:ffData></w:fldChar></w:r>';
    const control = `<w:sdt><w:sdtContent>${p(r('Jane Doe'))}</w:sdtContent></w:sdt>`;
    expect(docx(wordFile(`${p(`<m:oMath>${fraction}</m:oMath>`)}${p(list)}${control}`))).toBe('a/b\ngreen\nJane Doe');
  });

  it('leaves out what is deleted, moved away or hidden, and the fallback of a text box', () => {
    const box = (text: string) => `<w:txbxContent>${p(r(text))}</w:txbxContent>`;
    const body = `${p(`<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom>${r('moved')}</w:moveFrom>${r('kept')}`)}${p('<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>')}${p(`<w:r><mc:AlternateContent><mc:Choice>${box('box')}</mc:Choice><mc:Fallback>${box('box')}</mc:Fallback></mc:AlternateContent></w:r>`)}`;
    expect(docx(wordFile(body))).toBe('kept\nbox');
  });

  it('decodes entities and numeric character references', () => {
    expect(docx(wordFile(p(r('Caf&#233; &#x20AC;5 R&amp;D &lt;x&gt;'))))).toBe('Café €5 R&D <x>');
  });
});

describe('the text of a presentation', () => {
  const { pptx } = DOCUMENT_READERS;
  const slide = (text: string) =>
    `<p:sld xmlns:p="p" xmlns:a="a"><p:sp><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sp></p:sld>`;

  it('follows the order of the slides, gives each its own notes, and leaves out removed slides', () => {
    const shape = (type: string, text: string) =>
      `<p:sp><p:nvPr><p:ph type="${type}"/></p:nvPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
    const file = zip({
      '_rels/.rels': relations(['officeDocument', 'ppt/presentation.xml']),
      'ppt/presentation.xml': `<p:presentation xmlns:p="p" xmlns:r="${OFFICE}"><p:sldIdLst><p:sldId id="257" r:id="rId2"/><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>`,
      'ppt/_rels/presentation.xml.rels': relations(
        ['slide', 'slides/slide1.xml'],
        ['slide', 'slides/slide7.xml'],
        ['slide', 'slides/slide3.xml'],
      ),
      'ppt/slides/slide1.xml': slide('second'),
      'ppt/slides/slide3.xml': slide('removed'),
      'ppt/slides/slide7.xml': slide('first'),
      'ppt/slides/_rels/slide7.xml.rels': relations(['notesSlide', '../notesSlides/notesSlide1.xml']),
      'ppt/notesSlides/notesSlide1.xml': `<p:notes xmlns:p="p" xmlns:a="a">${shape('body', 'speak up')}${shape('sldNum', '7')}</p:notes>`,
    });
    expect(pptx(file)).toBe('first\n\nspeak up\n\nsecond');
  });

  it('counts text elements only, and decodes character references', () => {
    expect(pptx(readFileSync(path.join(import.meta.dirname, 'entities.pptx')))).toBe('Café €5 & R&D <x> it’s\ncell');
  });
});

describe('the text of a workbook', () => {
  const { xlsx } = DOCUMENT_READERS;

  it('shows numbers, percentages and dates as their formats do', () => {
    const formats = ['0.0%', 'yyyy\\-mm\\-dd', '#,##0.00', '[$-409]d mmmm yyyy', 'h:mm', '"$"#,##0.00'];
    const cells = [0.125, 45671, -1234.5, 45351, 0.4375, 12.5].map(
      (value, at) => `<c r="A${at + 1}" s="${at + 1}"><v>${value}</v></c>`,
    );
    const rows = cells.map((cell) => `<row>${cell}</row>`).join('');
    expect(xlsx(workbook({ Figures: rows }, formats))).toBe(
      'Figures\n12.5%\n2025-01-14\n-1,234.50\n29 February 2024\n10:30\n$12.50',
    );
  });

  it('reads a row far away and 200,000 empty rows at once', () => {
    const empty = Array.from({ length: 200_000 }, (_, at) => `<row r="${at + 2}" ht="15"/>`).join('');
    const rows = `<row r="1"><c r="A1" t="inlineStr"><is><t>hello</t></is></c></row>${empty}<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>`;
    const start = performance.now();
    expect(xlsx(workbook({ D: rows }))).toBe('D\nhello\n7');
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('leaves out hidden sheets and the readings above Japanese words', () => {
    const cell =
      '<row><c t="inlineStr"><is><r><t>東京</t></r><rPh><t>トウキョウ</t></rPh></is></c><c t="b"><v>1</v></c></row>';
    expect(xlsx(workbook({ Shown: cell, hidden: '<row><c><v>1</v></c></row>' }))).toBe('Shown\n東京\tTRUE');
  });
});

describe('the text of a web page', () => {
  const { html } = DOCUMENT_READERS;
  const text = (page: string) => html(Buffer.from(page));

  it('keeps the case of headings and of table heads, and cells apart', () => {
    const page =
      '<h1>McKinley iOS</h1><h5>macOS</h5><table><thead><tr><th>eBay<th>pH</tr></thead><tr><td>a</td><td>b<p>c</p></td></tr></table>';
    expect(text(page)).toBe('McKinley iOS\nmacOS\neBay\tpH\na\tb c');
  });

  it('parts blocks, list items and line breaks, but no inline elements', () => {
    expect(
      text('<div>one<div>two</div>three</div><ul><li>four<li>f<b>i</b>ve</ul>six<br>seven<dl><dt>a<dd>b</dl>'),
    ).toBe('one\ntwo\nthree\nfour\nfive\nsix\nseven\na\nb');
  });

  it('shows form values and leaves out scripts and hidden parts', () => {
    const page = `<title>Form</title><style>p{}</style><script>no()</script><p hidden>no</p><p style="display:none">no <b>no</b></p>
      <input value="Jane"><input type="hidden" value="no"><textarea>Doe</textarea><select><option>red<option>green</select>`;
    expect(text(page)).toBe('Form\nJane Doe\nred\ngreen');
  });

  it('reads a page of more than 16 MiB to its end', () => {
    const paragraph = `<p>${'word '.repeat(200)}</p>`;
    const page = `${paragraph.repeat(Math.ceil((17 * 1024 * 1024) / paragraph.length))}<p>theend</p>`;
    expect(text(page).endsWith('theend')).toBe(true);
  });

  it('decodes entities and numeric character references', () => {
    expect(text('<p>Caf&eacute; &#8364;5 &amp; it&#x2019;s</p>')).toBe('Café €5 & it’s');
  });
});

describe('the text of a PDF', () => {
  const { pdf } = DOCUMENT_READERS;

  it.each([
    ['UniGB-UCS2-H', 'GB1', '706F5854', '灯塔'],
    ['90ms-RKSJ-H', 'Japan1', '93948EE5', '灯主'],
    ['KSCms-UHC-H', 'Korea1', 'BCADBFEF', '서울'],
    ['UniCNS-UCS2-H', 'CNS1', '53F05317', '台北'],
  ])('is decoded by the predefined encoding %s', async (encoding, ordering, codes, words) => {
    const text = await pdf(
      pdfOf(`BT /F1 12 Tf 72 720 Td <${codes}> Tj ET`, [
        `<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/${encoding}/DescendantFonts[6 0 R]>>`,
        `<</Type/Font/Subtype/CIDFontType0/BaseFont/Any/CIDSystemInfo<</Registry(Adobe)/Ordering(${ordering})/Supplement 2>>/FontDescriptor 7 0 R>>`,
        '<</Type/FontDescriptor/FontName/Any/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>',
      ]),
    );
    expect(text).toBe(words);
  });

  it('keeps lines apart', async () => {
    expect(await pdf(pdfOf('BT /F1 12 Tf 72 720 Td (one) Tj 0 -20 Td (two) Tj ET'))).toBe('one\ntwo');
  });
});
