import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths that a page needs beside `index.html`, as the build of the console writes them. */
type FirstRequests = Readonly<{
  modules: readonly string[];
  styles: readonly string[];
  questions: readonly string[];
}>;

/**
 * The page of a built console. For each address it names the code of the view and its first questions,
 * so that a browser asks for them while it still loads the program.
 */
export class Page {
  private constructor(
    private readonly html: string,
    private readonly heads: ReadonlyMap<string, Readonly<{ code: string; questions: string }>>,
  ) {}

  /** Reads the page in a folder; undefined if there is none. */
  static in(folder: string): Page | undefined {
    const html = textOf(join(folder, 'index.html'));
    if (html === undefined) return undefined;
    const pages = JSON.parse(textOf(join(folder, 'pages.json')) ?? '{}') as Record<
      string,
      FirstRequests
    >;
    const heads = Object.entries(pages).map(([path, page]) => [path, headOf(page)] as const);
    return new Page(html, new Map(heads));
  }

  /** The page for an address: its path, and its search parameters if it has some. */
  at(url: string): string {
    const [path = '', search] = url.split('?', 2);
    const head = this.heads.get(path);
    if (head === undefined) return this.html;
    const links = search === undefined ? head.code + head.questions : head.code;
    return this.html.replace('</head>', () => `${links}</head>`);
  }
}

/** The order is that in which the server is asked: code comes at once, and answers take time. */
const headOf = ({
  modules,
  styles,
  questions,
}: FirstRequests): Readonly<{ code: string; questions: string }> => ({
  code: [...styles.map(link('stylesheet')), ...modules.map(link('modulepreload'))].join(''),
  questions: questions.map(link('preload', ' as="fetch"')).join(''),
});

const link =
  (rel: string, how = '') =>
  (address: string): string =>
    `<link rel="${rel}"${how} crossorigin href="${address.replaceAll('&', '&amp;')}">\n`;

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
