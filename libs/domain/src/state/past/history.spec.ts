import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { applyChanges, emptyTree, type RegistryTree } from '#registry';

import { type NodeId } from '../../vocabulary/ids.js';
import { type Occurrence } from '../domain-event.js';
import { RecentTrees, type TreeSlot } from './history.js';

/** The event of a revision. */
const by = (revision: number): Occurrence => ({
  eventId: `event ${revision}`,
  position: String(revision),
  operation: '',
  recordedAt: 0,
});

const slot = (revision: number, tree: RegistryTree): TreeSlot => ({
  revision,
  tree,
  by: by(revision),
});

const treeOf = (number: number): RegistryTree =>
  applyChanges(emptyTree, [
    { op: 'set', key: 'K', name: 'n', value: { type: 'REG_DWORD', number } },
  ]);

test('gives the same as a naive list, as far back as its limit', () => {
  const kept = 16;
  const step = fc.record({ node: fc.constantFrom('a', 'b', 'c'), skip: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const recent = new RecentTrees(kept);
      const all: { node: string; revision: number; tree: RegistryTree }[] = [];
      steps.forEach(({ node, skip }, index) => {
        const last = all.findLast((known) => known.node === node)?.revision ?? -1;
        const next = { node, revision: last + 1 + skip, tree: treeOf(index) };
        recent.push(node as NodeId, slot(next.revision, next.tree));
        all.push(next);
      });
      for (const [index, { node, revision }] of all.entries())
        for (const asked of [revision, revision + 1]) {
          const right = all.findLast(
            (known) => known.node === node && known.revision <= asked,
          )?.tree;
          const found = recent.at(node as NodeId, asked);
          if (index >= all.length - kept) expect(found).toBe(right);
          else expect([right, undefined]).toContain(found);
        }
    }),
    { seed: 1, numRuns: 200 },
  );
});

/** The registries of four nodes at all revisions below an end. */
const everyTree = (trees: RecentTrees, end: number): readonly (RegistryTree | undefined)[] =>
  (['a', 'b', 'c', 'd'] as NodeId[]).flatMap((asked) =>
    Array.from({ length: end }, (_, revision) => trees.at(asked, revision)),
  );

test('goes on after a freeze and thaw as if neither had happened', () => {
  const kept = 8;
  const step = fc.record({ node: fc.constantFrom('a', 'b', 'c', 'd'), skip: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, cut) => {
      const whole = new RecentTrees(kept);
      let thawed = new RecentTrees(kept);
      steps.forEach(({ node, skip }, index) => {
        if (index === cut) {
          const frozen = thawed.freeze();
          thawed = new RecentTrees(kept);
          thawed.thaw(frozen);
        }
        const next = slot(4 * index + skip, treeOf(index));
        for (const trees of [whole, thawed]) trees.push(node as NodeId, next);
        const [found, wanted] = [thawed, whole].map((trees) => everyTree(trees, 4 * index + 4));
        expect(found?.findIndex((tree, at) => tree !== wanted?.at(at))).toBe(-1);
      });
      expect(thawed.freeze()).toEqual(whole.freeze());
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('gives the revision since which a key is as it is, despite changes of other keys', () => {
  const recent = new RecentTrees(4);
  const node = 'n' as NodeId;
  const set = (tree: RegistryTree, key: string, number: number): RegistryTree =>
    applyChanges(tree, [{ op: 'set', key, name: 'n', value: { type: 'REG_DWORD', number } }]);
  let tree = set(emptyTree, 'A\\Deep', 1);
  recent.push(node, slot(3, tree));
  tree = set(tree, 'B', 1);
  recent.push(node, slot(5, tree));
  tree = set(tree, 'B', 2);
  recent.push(node, slot(8, tree));
  const since = (key: string): unknown => {
    const { revision, by: event } = recent.since(node, key) ?? {};
    return [revision, event?.eventId];
  };
  expect(['A', 'A\\Deep', 'B', 'C', ''].map(since)).toEqual([
    [3, 'event 3'],
    [3, 'event 3'],
    [8, 'event 8'],
    [3, 'event 3'],
    [8, 'event 8'],
  ]);
  for (const number of [3, 4, 5]) {
    tree = set(tree, 'B', number);
    recent.push(node, slot(10 + number, tree));
  }
  expect(since('A')).toEqual([8, 'event 8']);
  expect(recent.since('nobody' as NodeId, 'A')).toBeUndefined();
});

test('keeps the last registry of a node, however often other nodes change', () => {
  const recent = new RecentTrees(4);
  const tree = treeOf(1);
  recent.push('quiet' as NodeId, slot(3, tree));
  for (let revision = 0; revision < 100; revision += 1)
    recent.push('busy' as NodeId, slot(revision, treeOf(revision)));
  expect(recent.at('quiet' as NodeId, 7)).toBe(tree);
  expect(recent.at('quiet' as NodeId, 2)).toBeUndefined();
  expect(recent.at('busy' as NodeId, 50)).toBeUndefined();
  expect(recent.at('nobody' as NodeId, 0)).toBeUndefined();
  expect(recent.eventAt('quiet' as NodeId, 7)).toEqual(by(3));
  expect(recent.eventAt('busy' as NodeId, 50)).toBeUndefined();
});
