import { type Plugin, type Rolldown } from 'vite';

import { FIRST_QUESTIONS } from './src/shell/first-questions.js';

/** Paths that a page needs beside `index.html`. */
export type FirstRequests = Readonly<{
  modules: readonly string[];
  styles: readonly string[];
  /** For an address without search parameters. */
  questions: readonly string[];
}>;

/** The modules of the routes that are loaded when needed, by the paths of their pages. */
const ROUTES: Readonly<Record<string, string>> = {
  '/': 'now/now.route.tsx',
  '/registry': 'registry/registry.route.tsx',
  '/operations': 'operations/operations.route.tsx',
  '/timeline': 'timeline/timeline.route.tsx',
  '/events': 'events/events.route.tsx',
  '/lost-writes': 'lost-writes/lost-writes.route.tsx',
  '/backups': 'backups/backups.route.tsx',
};

/**
 * Writes `pages.json`: by the path of a page, the paths that it needs beside `index.html`. The server
 * names them in the page, so that a browser asks for them while it still loads the program.
 */
export const firstRequests = (): Plugin => ({
  name: 'tidemark:first-requests',
  apply: 'build',
  generateBundle(_, bundle) {
    const pages = Object.entries(ROUTES).map(([path, route]) => [
      path,
      pageOf(bundle, path, route),
    ]);
    const source = `${JSON.stringify(Object.fromEntries(pages), undefined, 2)}\n`;
    this.emitFile({ type: 'asset', fileName: 'pages.json', source });
  },
});

const pageOf = (bundle: Rolldown.OutputBundle, path: string, route: string): FirstRequests => {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const entry = chunks.find(({ isEntry }) => isEntry);
  const own = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/views/${route}`));
  if (entry === undefined || own === undefined) throw new Error(`there is no chunk of ${route}`);
  const known = new Set(withImports(bundle, entry));
  const needed = withImports(bundle, own).filter((chunk) => !known.has(chunk));
  const styles = needed.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
  return {
    modules: needed.map(({ fileName }) => `/${fileName}`),
    styles: [...new Set(styles)].map((name) => `/${name}`),
    questions: FIRST_QUESTIONS[path] ?? [],
  };
};

/** A chunk, and those that it imports. */
const withImports = (
  bundle: Rolldown.OutputBundle,
  first: Rolldown.OutputChunk,
): readonly Rolldown.OutputChunk[] => {
  const found = new Set([first]);
  for (const { imports } of found)
    for (const name of imports) {
      const chunk = bundle[name];
      if (chunk?.type === 'chunk') found.add(chunk);
    }
  return [...found];
};
