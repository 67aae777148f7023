import { picturePng } from './picturePng';
import type { ReportContent, ReportPart } from './reportContent';

const STYLE = `
body { max-width: 190mm; margin: 10mm auto; color: #111; font: 10pt/1.45 system-ui, sans-serif; }
h1 { font-size: 16pt; margin: 0 0 4mm; }
h2 { font-size: 11pt; margin: 6mm 0 1.5mm; padding-bottom: 1mm; border-bottom: 1px solid #999; }
p, ul { margin: 0 0 1mm; padding: 0; list-style: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5mm 5mm; margin: 0; }
dt { color: #555; }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; color: #555; font-weight: normal; }
th, td { padding: 1mm 2mm 1mm 0; border-bottom: 1px solid #ddd; vertical-align: top; }
.pictures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 4mm; }
figure { margin: 0; break-inside: avoid; }
img { width: 100%; background: #000; }
figcaption { font-size: 8pt; }
`;

/**
 * The report as an HTML document that stands alone: styles and pictures are in it, and it loads
 * nothing. Every text is escaped.
 */
export function reportHtml({ language, title, parts }: ReportContent): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
${parts.map(section).join('\n')}
</body>
</html>
`;
}

function section(part: ReportPart): string {
  const heading = part.title ? `<h2>${escape(part.title)}</h2>\n` : '';
  return `<section>\n${heading}${body(part)}\n</section>`;
}

function body(part: ReportPart): string {
  switch (part.kind) {
    case 'facts':
      return `<dl>${part.facts.map(([name, value]) => `${tag('dt', name)}${tag('dd', value)}`).join('')}</dl>`;
    case 'table': {
      const row = (cells: readonly string[], name: 'th' | 'td') =>
        `<tr>${cells.map(cell => tag(name, cell)).join('')}</tr>`;
      const rows = part.rows.map(cells => row(cells, 'td')).join('\n');
      const footer = part.footer ? `\n${tag('p', part.footer)}` : '';
      return `<table>\n<thead>${row(part.columns, 'th')}</thead>\n<tbody>\n${rows}\n</tbody>\n</table>${footer}`;
    }
    case 'lines':
      return `<ul>${part.lines.map(line => tag('li', line)).join('')}</ul>`;
    case 'pictures':
      return `<div class="pictures">${part.pictures
        .map(
          picture =>
            `<figure><img src="${picturePng(picture)}" alt="">${tag('figcaption', picture.caption)}</figure>`,
        )
        .join('\n')}</div>`;
  }
}

const tag = (name: string, text: string) => `<${name}>${escape(text)}</${name}>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string) => text.replace(/[&<>"']/g, character => ENTITIES[character]);
