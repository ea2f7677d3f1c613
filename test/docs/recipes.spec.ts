import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const TITLES = ['a control code', 'an event', 'a use case', 'a route', 'a metric', 'a process'];

/** A step of a recipe: a file, and the names of the example that it holds. */
type RecipeStep = Readonly<{ recipe: string; file: string; names: readonly string[] }>;

const NUMBERED = /^\d+\. /;
const STEP = /^\d+\. `([^`]+)` \((`[^`]+`(?:, `[^`]+`)*)\): \S/;

const sectionsOf = (document: string): readonly (readonly [title: string, lines: string[]])[] =>
  document
    .split(/^### Add /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title, lines.filter((line) => NUMBERED.test(line))] as const;
    });

const stepsOf = (document: string): readonly RecipeStep[] =>
  sectionsOf(document).flatMap(([recipe, lines]) =>
    lines.map((line) => {
      const [, file = '', names = ''] = STEP.exec(line) ?? [];
      return {
        recipe,
        file,
        names: [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
      };
    }),
  );

/** The faults of a step; none if its file holds all names. */
const faultsOf = ({ recipe, file, names }: RecipeStep): readonly string[] => {
  if (file === '') return [`add ${recipe}: a step that names no file, or no name in it`];
  if (!existsSync(join(ROOT, file))) return [`add ${recipe}: there is no ${file}`];
  const text = readFileSync(join(ROOT, file), 'utf8');
  return names
    .filter((name) => !text.includes(name))
    .map((name) => `add ${recipe}: ${file} does not hold ${name}`);
};

const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

describe('the recipes', () => {
  test.each(TITLES)('to add %s have steps', (title) => {
    const steps = stepsOf(contributing).filter(({ recipe }) => recipe === title);
    expect(steps.length).toBeGreaterThanOrEqual(4);
  });

  test('name files that exist, and that hold the names of the example', () => {
    expect(stepsOf(contributing).flatMap(faultsOf)).toEqual([]);
  });

  test.each([
    ['1. `package.json` (`tidemark`): a step.', []],
    ['1. `nowhere.ts` (`x`): a step.', ['add x: there is no nowhere.ts']],
    ['1. `package.json` (`tidemark`, `nobody`): a step.', ['package.json does not hold nobody']],
    ['1. Change what has to be changed.', ['a step that names no file, or no name in it']],
  ])('are checked step by step: %s', (step, faults) => {
    const found = stepsOf(`### Add x\n\n${step}\n`).flatMap(faultsOf);
    expect(found).toEqual(faults.map((fault) => expect.stringContaining(fault)));
  });
});
