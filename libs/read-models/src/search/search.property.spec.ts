import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { foldName, type RegistryChange, type RegistryValue } from '#registry';
import { idOf, seeded } from '#testing/processes';

import { WrittenLog } from '../../testing/written-log.js';
import { type ReadModels } from '../read-models.js';
import { holds, searchable } from './searchable.js';
import { type FoundVersion } from './search.js';

/** More than two blocks of versions. */
const EVENTS = 2600;
const RESTART = 1300;
const KEYS = ['SOFTWARE\\App', 'SOFTWARE\\Other'] as const;
const NAMES = ['Port', 'Path', 'Password', 'List', 'Large'] as const;
const WORDS = [
  'Straße',
  'server',
  'SERVER-01',
  '10.0.0.1',
  'ÄÖÜ',
  '😀😁',
  '1433',
  'x',
  '',
] as const;
const NODES = ['a', 'b'] as const;

type Random = () => number;
const pick = <Item>(random: Random, items: readonly [Item, ...Item[]] | readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

const textAt = (random: Random): string =>
  `${pick(random, WORDS)}${random() < 0.3 ? ` ${Math.floor(random() * 500)}` : ''}`;

const valueAt = (random: Random): RegistryValue => {
  const dice = random();
  if (dice < 0.3) return { type: 'REG_DWORD', number: Math.floor(random() * 2000) };
  if (dice < 0.35) return { type: 'REG_QWORD', qword: String(Math.floor(random() * 50)) };
  if (dice < 0.45) return { type: 'REG_MULTI_SZ', texts: [textAt(random), textAt(random)] };
  if (dice < 0.5) return { type: 'REG_BINARY', base64: 'AQID' };
  if (dice < 0.53) return { type: 'REG_SZ', text: `${'long '.repeat(500)}${textAt(random)}` };
  return { type: pick(random, ['REG_SZ', 'REG_EXPAND_SZ']), text: textAt(random) };
};

const changeAt = (random: Random): RegistryChange => {
  const place = { key: pick(random, KEYS), name: pick(random, NAMES) };
  if (random() < 0.05) return { op: 'delete-value', ...place };
  if (random() < 0.02) return { op: 'delete-key', key: place.key };
  return { op: 'set', ...place, value: valueAt(random) };
};

/** One change, or two of different places. */
const changesAt = (random: Random): readonly RegistryChange[] => {
  const [one, other] = [changeAt(random), changeAt(random)];
  const isAlone = [one, other].some(({ op }) => op === 'delete-key');
  if (isAlone || placeOf(one) === placeOf(other)) return [one];
  return [one, other];
};

const placeOf = (change: RegistryChange): string =>
  JSON.stringify([change.key, 'name' in change ? change.name : null]);

const isMasked = (_: string, name: string | null): boolean => name === 'Password';

type Asked = Omit<Parameters<ReadModels['search']['page']>[0], 'isMasked'>;

const isWithin = ({ since, node, value }: FoundVersion, asked: Asked): boolean => {
  const { type = value.type, node: on = node } = asked;
  return [since >= asked.from, since <= asked.to, on === node, type === value.type].every(Boolean);
};

const isFound = (version: FoundVersion, asked: Asked): boolean => {
  const { key, name, value } = version;
  const content = searchable(value);
  const isShown = isWithin(version, asked) && !isMasked(key, name);
  return isShown && content !== undefined && holds(content, asked);
};

describe('a search', () => {
  const random = seeded(5);
  const log = new WrittenLog();
  const versions: FoundVersion[] = [];
  let reads: ReadModels;
  let folder: string;

  /** Notes the versions of an event in the simplest way. */
  const note = (node: string, changes: readonly RegistryChange[], since: number): void => {
    const id = idOf(node);
    const open = (): FoundVersion[] =>
      versions.filter((one) => one.node === id && one.until === undefined);
    const end = (which: (one: FoundVersion) => boolean): void => {
      for (const one of open().filter(which))
        versions[versions.indexOf(one)] = { ...one, until: since };
    };
    for (const change of changes) {
      const isIt = ({ key, name }: FoundVersion): boolean =>
        key === change.key && (!('name' in change) || name === change.name);
      const made = change.op === 'set' ? { ...change, node: id, since } : undefined;
      const [now] = open().filter(isIt);
      if (made !== undefined && JSON.stringify(now?.value) === JSON.stringify(made.value)) continue;
      end(isIt);
      if (made !== undefined) {
        const { key, name, value } = made;
        versions.push({ node: id, key, name, value, since, until: undefined, origin: undefined });
      }
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-search-'));
    const file = join(folder, 'reads.db');
    for (const node of NODES) log.write('node', node, { type: 'NodeOpened', data: { name: node } });
    for (let count = 0; count < EVENTS; count += 1) {
      // The writer goes on in the middle of a block.
      if (count === RESTART) await (await log.read({ file })).close();
      const node = pick(random, NODES);
      const own = changesAt(random);
      const { position } = log.write('node', node, {
        type: 'RegistryChanged',
        data: { changes: own },
      });
      note(node, own, Number(position));
    }
    reads = await log.read({ file });
  });

  afterAll(async () => {
    await reads.close();
    await rm(folder, { recursive: true });
  });

  const all = { from: 0, to: Number.MAX_SAFE_INTEGER, isMasked };

  /** The versions of all pages. */
  const found = (asked: Asked, limit: number): readonly FoundVersion[] => {
    const items: FoundVersion[] = [];
    let before: number | undefined;
    do {
      const page = reads.search.page({ ...asked, isMasked }, limit, before);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      before = page.next;
    } while (before !== undefined);
    return items;
  };

  test.each([
    ...['server', 'SERVER', 'straße', 'äöü', 'rver-0', '😀', '10.0.0.1', '1433', '0', 'x', ' 1'],
    ...['SERVER 12', 'long long', 'LONG x', 'nothing at all', 'strasse', '\ude00', '17', '499'],
  ])('for %j finds what a look at every version finds', (text) => {
    const number = /^\d+$/.test(text) ? text : undefined;
    const wanted = { folded: foldName(text), number };
    for (const narrow of [
      {},
      { type: 'REG_SZ' },
      { type: 'REG_DWORD' },
      { node: idOf('b') },
      { from: 700, to: 1900 },
      { node: idOf('a'), type: 'REG_MULTI_SZ', from: 100 },
    ]) {
      const asked = { ...all, ...wanted, ...narrow };
      const naive = versions.filter((one) => isFound(one, asked));
      const shown = (list: readonly FoundVersion[]): readonly string[] =>
        list
          .map(({ until, ...one }) =>
            JSON.stringify({ ...one, until: until !== undefined && until <= asked.to ? until : 0 }),
          )
          .toSorted();
      const results = found(asked, 70);
      expect(shown(results)).toEqual(shown(naive));
      const order = results.map(({ since }) => since);
      expect(order).toEqual(order.toSorted((one, other) => other - one));
    }
  });
});
