import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const WINDOWS = 'docs/windows.md';

/** `C23`, `2.5` or `8`. */
const NUMBER = String.raw`[A-Z]?\d+(?:\.\d+)?`;
const FACTS = new RegExp(
  String.raw`domain facts,\s+(${NUMBER}(?:(?:, | and | to )${NUMBER})*)`,
  'gi',
);
const RULES = /\brules? (\d)\b(?: and (\d)\b)?|\bR(\d)\b/gi;
const ARTICLES = /\bKB (\d{5,7})\b/g;
const LINKS = /windows\.md#([a-z0-9-]+)/g;
const ENTRY = /^###? (.+)$/gm;

/** The name under which a heading can be linked to. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

/** The numbers of a list such as `M23 to M26, M28 and 2.5`. */
const numbersIn = (list: string): readonly string[] =>
  list.split(/, | and /).flatMap((part) => {
    const [first = '', last] = part.split(' to ');
    if (last === undefined) return [first];
    const [from, to] = [Number(first.slice(1)), Number(last.slice(1))];
    return Array.from({ length: to - from + 1 }, (_, index) => `${first.charAt(0)}${from + index}`);
  });

/** All citations of a text, as the headings of their entries. */
const citationsIn = (text: string): readonly string[] => [
  ...[...text.matchAll(FACTS)].flatMap(([, list = '']) => numbersIn(list)),
  ...[...text.matchAll(RULES)].flatMap((match) =>
    [...match]
      .slice(1)
      .filter(Boolean)
      .map((rule) => `R${rule}`),
  ),
  ...[...text.matchAll(ARTICLES)].map(([, article = '']) => `KB ${article}`),
];

const document = readFileSync(join(ROOT, WINDOWS), 'utf8');
const headings = [...document.matchAll(ENTRY)].map(([, heading = '']) => heading);
/** An entry is cited by its whole heading, a chapter by its number. */
const entries = new Set(headings.flatMap((heading) => [heading, heading.split(' ')[0] ?? '']));

const withoutEntry = (text: string): readonly string[] =>
  citationsIn(text).filter((citation) => !entries.has(citation));

const files = ['apps', 'libs', 'docs', 'test', 'README.md']
  .flatMap((place) =>
    place.endsWith('.md')
      ? [place]
      : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(place, name),
        ),
  )
  .filter((file) => /\.(ts|md)$/.test(file) && !/node_modules|generated|docs\/windows/.test(file))
  .filter((file) => join(ROOT, file) !== import.meta.filename);

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the facts about Windows', () => {
  test('have an entry for each citation in the sources', () => {
    const missing = files.flatMap((file) =>
      withoutEntry(textOf(file)).map((citation) => `${file}: ${citation}`),
    );
    expect(missing).toEqual([]);
    expect(files.flatMap((file) => citationsIn(textOf(file))).length).toBeGreaterThan(50);
  });

  test('exist for each link', () => {
    const anchors = new Set(headings.map(anchorOf));
    const links = [...files, WINDOWS].flatMap((file) =>
      [...textOf(file).matchAll(LINKS)].map(([, anchor = '']) => anchor),
    );
    const own = [...document.matchAll(/\]\(#([a-z0-9-]+)\)/g)].map(([, anchor = '']) => anchor);
    expect([...links, ...own].filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });

  test('are cited in a form that this test can read', () => {
    const unread = files.filter((file) => {
      const text = textOf(file);
      const cited = text.match(/domain facts,/gi)?.length ?? 0;
      return cited !== [...text.matchAll(FACTS)].length;
    });
    expect(unread.filter((file) => !file.startsWith('docs'))).toEqual([]);
  });

  test('have one entry each, with a source', () => {
    const names = headings.filter((heading) => !/^\d/.test(heading));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const bodies = document.split(/^### /m).slice(1);
    expect(bodies.filter((body) => !body.includes('\nSource: ['))).toEqual([]);
  });

  test.each([
    ['// (domain facts, C23)', []],
    ['// (domain facts, C99)', ['C99']],
    ['// Domain facts, M28 to M31 and C98:', ['C98']],
    ['// (domain facts, 2.5 and 2.9)', ['2.9']],
    ['// rules 1 and 9', ['R9']],
    ["rule: 'R8'", ['R8']],
    ['(KB 174070), (KB 100000)', ['KB 100000']],
  ])('are looked up in %s', (text, missing) => {
    expect(withoutEntry(text)).toEqual(missing);
  });
});
