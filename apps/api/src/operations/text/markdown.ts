import { oneLine, type Block, type Table } from './blocks.js';

/** A report as Markdown (CommonMark, with tables as in GitHub's). */
export const markdown = (blocks: readonly Block[]): string =>
  `${blocks.map(markdownOf).join('\n\n')}\n`;

const markdownOf = (block: Block): string => {
  if ('title' in block) return `# ${escaped(block.title)}`;
  if ('heading' in block) return `## ${escaped(block.heading)}`;
  if ('paragraph' in block) return escaped(block.paragraph);
  if ('list' in block) return block.list.map((item) => `- ${escaped(item)}`).join('\n');
  if ('table' in block) return tableOf(block.table);
  return block.fields.map(([label, value]) => `- ${escaped(label)}: ${escaped(value)}`).join('\n');
};

const tableOf = ({ head, rows }: Table): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head.map(escaped)),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map(escaped))),
  ].join('\n');
};

/** The text with a backslash before each character that Markdown would read as its own. */
const escaped = (text: string): string =>
  oneLine(text).replaceAll(/[\\`*_{}[\]<>#|~&]/g, (character) => `\\${character}`);
