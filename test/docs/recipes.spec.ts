import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const TITLES = ['a control code', 'an event', 'a use case', 'a route', 'a metric', 'a process'];

/** A file of this repository with names that it holds. */
type Example = Readonly<{ file: string; names: readonly string[] }>;

const NAMES = '`[^`]+`(?:, `[^`]+`)*';
const STEP = new RegExp(String.raw`^\d+\. \`[^\`]+\` \(${NAMES}\): \S`);
const EXAMPLE = new RegExp(String.raw`\`([\w./-]+)\` \((${NAMES})\)`, 'g');
const QUOTED = /`([^`]+)`/g;
const FILE = /^(?:apps|docs|libs|test)\/\S+\.\w+$/;
/** A paragraph that says which specs to run. */
const RUN = /^(?:Run|Then run) (?:.+\n?)+/gm;

const quotedIn = (text: string): readonly string[] =>
  [...text.matchAll(QUOTED)].map(([, name = '']) => name);

/** The part with the recipes, and each recipe with its title. The part before the first has none. */
const recipesOf = (document: string): readonly (readonly [title: string, text: string])[] =>
  (document.split(/^## Recipes$/m)[1] ?? document).split(/^### Add /m).map((section, index) => {
    const [title = ''] = section.split('\n');
    return [index === 0 ? '' : title, section] as const;
  });

const stepsOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /^\d+\. /.test(line));

const examplesOf = (text: string): readonly Example[] => [
  ...quotedIn(text)
    .filter((name) => FILE.test(name))
    .map((file) => ({ file, names: [] })),
  ...[...text.matchAll(EXAMPLE)].map(([, file = '', names = '']) => ({
    file,
    names: quotedIn(names),
  })),
];

/** The faults of an example; none if its file holds all names. */
const faultsOfExample = ({ file, names }: Example): readonly string[] => {
  if (!existsSync(join(ROOT, file))) return [`there is no ${file}`];
  const text = names.length === 0 ? '' : readFileSync(join(ROOT, file), 'utf8');
  return names
    .filter((name) => !text.includes(name))
    .map((name) => `${file} does not hold ${name}`);
};

const SPECS = ['apps', 'libs', 'test'].flatMap((place) =>
  readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => /[.-]spec\.ts$|^spec\.ts$/.test(name))
    .map((name) => join(place, name)),
);

/** The names of specs in a text that find none; a name with a space is a command. */
const specsNotFound = (text: string): readonly string[] =>
  [...text.matchAll(RUN)]
    .flatMap(([paragraph]) => quotedIn(paragraph))
    .filter((name) => !name.includes(' '))
    .filter((name) => !SPECS.some((spec) => spec.includes(name)))
    .map((name) => `there is no spec of ${name}`);

const faultsOf = (document: string): readonly string[] =>
  recipesOf(document).flatMap(([title, text]) => {
    const unread = stepsOf(text).filter((step) => !STEP.test(step));
    const faults = [
      ...unread.map((step) => `a step that names no file, or no name in it: ${step}`),
      ...examplesOf(text).flatMap(faultsOfExample),
      ...specsNotFound(text),
    ];
    return [...new Set(faults)].map((fault) => `add ${title}: ${fault}`);
  });

const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

describe('the recipes', () => {
  test.each(TITLES)('to add %s have steps, and say which specs to run', (title) => {
    const [, text = ''] = recipesOf(contributing).find(([each]) => each === title) ?? [];
    expect(stepsOf(text).length).toBeGreaterThanOrEqual(4);
    expect(text).toMatch(/^Run |go on with/m);
  });

  test('name files that exist and hold the names of the example, and specs that exist', () => {
    expect(faultsOf(contributing)).toEqual([]);
  });

  test.each([
    ['1. `package.json` (`tidemark`): a step.', []],
    ['1. `nowhere.ts` (`x`): a step.', ['add x: there is no nowhere.ts']],
    ['1. `package.json` (`tidemark`, `nobody`): a step.', ['package.json does not hold nobody']],
    ['1. Change what has to be changed.', ['a step that names no file, or no name in it']],
    [
      '1. `package.json` (`tidemark`): a step. `README.md` (`nobody`) has more.',
      ['README.md does not hold nobody'],
    ],
    ['   - Look at `libs/nowhere.ts`.', ['there is no libs/nowhere.ts']],
    ['Run `test/docs`, then\n`npm run nothing` and `no.e2e`.', ['there is no spec of no.e2e']],
  ])('are checked step by step: %s', (step, faults) => {
    const found = faultsOf(`### Add x\n\n${step}\n`);
    expect(found).toEqual(faults.map((fault) => expect.stringContaining(fault)));
  });
});
