import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'samples/README.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The names under which the headings of a page can be linked to. */
const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

/** True if a link of a page leads to a file of this repository, and to a heading in it. */
const leadsSomewhere = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(target).has(anchor);
};

/** The links of a page that lead to no file of this repository. */
const broken = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^<?[a-z+]+:/.test(link) && !leadsSomewhere(page, link));

describe('the links of the documents', () => {
  test.each(pages)('of %s lead somewhere', (page) => {
    expect(broken(page)).toEqual([]);
  });
});
