import pdfMake from 'pdfmake/build/pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces';
import { base64 } from '../base64';
import { picturePng } from './picturePng';
import type { ReportContent, ReportPart } from './reportContent';
import type { ReportTexts } from './reportTexts';

const FONT = 'ReportFont';
const FONT_FILE = 'report.ttf';
/** Pictures side by side, and their width in points on an A4 page with these margins. */
const PICTURES_A_ROW = 4;
const MARGIN = 40;
const PICTURE_WIDTH = 122;
const GREY = '#555555';

/**
 * The report as a PDF document (A4) with the font embedded, as far as it is used.
 *
 * @param font a TrueType font with the characters of every language that reports come in
 */
export async function reportPdf(
  content: ReportContent,
  font: Uint8Array,
  { text }: Pick<ReportTexts, 'text'>,
): Promise<Uint8Array> {
  pdfMake.addVirtualFileSystem({ [FONT_FILE]: base64(font) });
  const face = { normal: FONT_FILE, bold: FONT_FILE, italics: FONT_FILE, bolditalics: FONT_FILE };
  pdfMake.addFonts({ [FONT]: face });
  const document: TDocumentDefinitions = {
    pageSize: 'A4',
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN + 10],
    language: content.language,
    // A date identifies: where none is shown, none is hidden in the file either.
    info: { title: content.title, creationDate: content.written ?? new Date(0) },
    defaultStyle: { font: FONT, fontSize: 9, lineHeight: 1.15 },
    styles: {
      title: { fontSize: 17, margin: [0, 0, 0, 6] },
      heading: { fontSize: 11, margin: [0, 10, 0, 3] },
      small: { fontSize: 7.5 },
    },
    footer: (page, pages) => ({
      text: text('report.page', { page, pages }),
      style: 'small',
      color: GREY,
      alignment: 'right',
      margin: [MARGIN, 10, MARGIN, 0],
    }),
    content: [
      { text: content.title, style: 'title' },
      ...content.parts.flatMap(part => [...heading(part), ...body(part)]),
    ],
  };
  return new Uint8Array(await pdfMake.createPdf(document).getBuffer());
}

const heading = ({ title }: ReportPart): Content[] =>
  title ? [{ text: title, style: 'heading', headlineLevel: 1 }] : [];

function body(part: ReportPart): Content[] {
  switch (part.kind) {
    case 'facts':
      return [
        {
          layout: 'noBorders',
          table: {
            widths: ['auto', '*'],
            body: part.facts.map(([name, value]) => [{ text: name, color: GREY }, value]),
          },
        },
      ];
    case 'table':
      return [
        {
          layout: 'lightHorizontalLines',
          table: {
            headerRows: 1,
            dontBreakRows: true,
            widths: part.columns.map((_, n) => (n === 1 ? '*' : 'auto')),
            body: [
              part.columns.map(column => ({ text: column, color: GREY })),
              ...part.rows.map(row => [...row]),
            ],
          },
        },
        ...(part.footer ? [{ text: part.footer, margin: [0, 4, 0, 0] } satisfies Content] : []),
      ];
    case 'lines':
      return part.lines.map(line => ({ text: line }));
    case 'pictures':
      return rowsOf(part.pictures, PICTURES_A_ROW).map(row => ({
        unbreakable: true,
        columnGap: 8,
        margin: [0, 2, 0, 4],
        columns: row.map(picture => ({
          width: PICTURE_WIDTH,
          stack: [
            { image: picturePng(picture), width: PICTURE_WIDTH },
            { text: picture.caption, style: 'small', margin: [0, 2, 0, 0] },
          ],
        })),
      }));
  }
}

function rowsOf<T>(list: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, n) =>
    list.slice(n * length, (n + 1) * length),
  );
}
