import type { ReportContent, ReportPart } from './reportContent';

/** The report as plain text, to be pasted. Pictures and tables of mere detail are left out. */
export function reportText({ title, parts }: ReportContent): string {
  const blocks = parts.flatMap(part => {
    const lines = linesOf(part);
    return lines.length ? [[...(part.title ? [part.title] : []), ...lines].join('\n')] : [];
  });
  return `${[title, ...blocks].join('\n\n')}\n`;
}

function linesOf(part: ReportPart): readonly string[] {
  switch (part.kind) {
    case 'facts':
      return part.facts.map(([name, value]) => `${name}: ${value}`);
    case 'table':
      return [...part.sentences, ...(part.footer ? [part.footer] : [])];
    case 'lines':
      return part.lines;
    case 'pictures':
      return [];
  }
}
