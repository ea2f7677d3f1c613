import { oneLine, type Block, type Table } from './blocks.js';

const WIDTH = 80;
const GAP = '  ';

/** A report as plain text of at most 80 columns, unless one word is longer. */
export const plainText = (blocks: readonly Block[]): string =>
  `${blocks.map((block) => textOf(block).join('\n')).join('\n\n')}\n`;

const textOf = (block: Block): readonly string[] => {
  if ('title' in block) return underlined(block.title, '=');
  if ('heading' in block) return underlined(block.heading, '-');
  if ('paragraph' in block) return wrapped(block.paragraph, '', '');
  if ('list' in block) return block.list.flatMap((item) => wrapped(item, '- ', '  '));
  if ('table' in block) return tableOf(block.table);
  const width = Math.max(...block.fields.map(([label]) => label.length)) + 2;
  return block.fields.flatMap(([label, value]) =>
    wrapped(value, `${label}:`.padEnd(width), ' '.repeat(width)),
  );
};

const underlined = (text: string, line: string): readonly string[] => {
  const lines = wrapped(text, '', '');
  return [...lines, line.repeat(Math.max(...lines.map(({ length }) => length)))];
};

/** The lines of a text, the first one after `first` and the others after `rest`. */
const wrapped = (text: string, first: string, rest: string): readonly string[] => {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of oneLine(text).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line.trimEnd());
      [line, isEmpty] = [rest, true];
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
};

const tableOf = ({ head, rows }: Table): readonly string[] => {
  const all = [head, ...rows].map((row) => row.map(oneLine));
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  return all.flatMap((row) => {
    const cells = row.slice(0, -1).map((cell, at) => cell.padEnd(widths[at] ?? 0) + GAP);
    const first = cells.join('');
    return wrapped(row.at(-1) ?? '', first, ' '.repeat(first.length));
  });
};
