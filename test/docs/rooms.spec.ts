import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const ROW = /^\| `((?:libs|apps)\/[a-z-]+)`\s*\|([^|]*)\|([^|]*)\|$/gm;

type Rules = Readonly<{ forbidden: readonly Readonly<{ name: string }>[] }>;

const rules = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as Rules;
const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const rooms = [...page.matchAll(ROW)].map(([, room = '', holds = '', imports = '']) => ({
  room,
  folders: [...holds.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = '']) => name),
  imports: [...imports.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name),
}));

const namesIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** The imports that the rule of a library allows. */
const allowed = (library: string): string => {
  const start = `${library}-knows-only-`;
  const rule = rules.forbidden.find(({ name }) => name.startsWith(start))?.name;
  return rule?.slice(start.length) ?? 'no rule';
};

describe('the table of rooms', () => {
  test('has each library and each application', () => {
    const there = ['libs', 'apps'].flatMap((place) =>
      namesIn(place).map((name) => `${place}/${name}`),
    );
    expect(rooms.map(({ room }) => room).toSorted()).toEqual(there.toSorted());
  });

  test.each(rooms.filter(({ room }) => room.startsWith('libs/')))(
    'has for $room the imports that its rule allows, and its folders',
    ({ room, imports, folders }) => {
      const library = room.replace('libs/', '');
      expect(imports.join('-') || 'itself').toBe(allowed(library));
      const there = [...namesIn(`${room}/src`), ...namesIn(room)];
      expect(folders.filter((folder) => !there.includes(folder))).toEqual([]);
    },
  );
});
