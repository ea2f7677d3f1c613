import { describe, expect, test } from '@jest/globals';

import { emptyTree, hashKey } from '#registry';

import { changed, set } from '../../testing/registry-stories.js';
import { richState } from '../../testing/rich-state.js';
import { StateStory } from '../../testing/state-story.js';
import { NODE_A, nodeOpened } from '../../testing/stories.js';
import { StateReader, writeState } from './archive.js';
import { ClusterState } from './cluster-state.js';
import { type FrozenState } from './past/frozen-state.js';

const readFrom = (lines: Iterable<string>): FrozenState => {
  const reader = new StateReader();
  for (const line of lines) reader.read(line);
  return reader.state();
};

type Line = Readonly<{ section?: string; items?: unknown; trees?: readonly unknown[] }>;
const linesOf = (state: FrozenState): readonly Line[] =>
  [...writeState(state)].map((line) => JSON.parse(line) as Line);

describe('an archive', () => {
  test('has all that the state has', () => {
    const known = richState().freeze();
    const { recent } = known.trees;
    const frozen = { ...known, trees: { quiet: recent.slice(0, 2), recent: recent.slice(2) } };
    const { trees, causes, denials, sealed, cluster, ...lists } = frozen;
    const parts = { ...lists, ...trees, ...causes, ...sealed, ...denials };
    for (const [name, part] of Object.entries(parts))
      expect([name, part.length]).not.toEqual([name, 0]);
    expect(cluster.status).toBe('formed');
    expect(readFrom(writeState(frozen))).toEqual(frozen);
  });

  test('of a cluster without events is read as such', () => {
    const frozen = new ClusterState().freeze();
    expect(readFrom(writeState(frozen))).toEqual(frozen);
  });

  test('of an older format lacks the denied checkpoints and the sealed keys', () => {
    const { denials, sealed } = readFrom(
      linesOf(richState().freeze())
        .filter(({ section }) => section !== 'denials' && section !== 'sealed')
        .map((line) => JSON.stringify(line)),
    );
    expect(denials).toEqual({ checkpoints: [], moves: [] });
    expect(sealed).toEqual({ lost: [], unclaimed: [] });
  });

  test('shares equal registries between its records', () => {
    const { clusterState } = new StateStory().node(NODE_A, nodeOpened, changed(set(1)));
    const read = readFrom(writeState(clusterState.freeze()));
    const [, node] = read.nodes[0] ?? [];
    expect(node?.status === 'present' && node.registry).toBe(read.trees.recent.at(-1)?.tree);
    expect(hashKey(read.trees.recent[0]?.tree)).toBe(hashKey(emptyTree));
  });

  test('has every registry before the first record that refers to one', () => {
    const lines = linesOf(richState().freeze());
    const lastTree = lines.findLastIndex(({ trees }) => trees !== undefined);
    expect(lines.findIndex(({ section }) => section !== undefined)).toBe(lastTree + 1);
  });

  test('has at most 1000 records in a line, and loses none', () => {
    const frozen = new ClusterState().freeze();
    for (const count of [999, 1000, 1001, 2000, 2500]) {
      const revisions = Array.from({ length: count }, (_, at) => [`node-${at}`, at] as const);
      const sizes = linesOf({ ...frozen, revisions })
        .filter(({ section }) => section === 'revisions')
        .map(({ items }) => (items as unknown[]).length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
      expect(sizes).toHaveLength(Math.ceil(count / 1000));
      expect(readFrom(writeState({ ...frozen, revisions })).revisions).toEqual(revisions);
    }
  });

  test('has at most 1000 records of registries in a line, and loses none', () => {
    const ports = Array.from({ length: 1500 }, (_, port) => ({ ...set(port), key: `K${port}` }));
    const { clusterState } = new StateStory().node(NODE_A, nodeOpened, changed(...ports));
    const frozen = clusterState.freeze();
    const sizes = linesOf(frozen).flatMap(({ trees }) =>
      trees === undefined ? [] : [trees.length],
    );
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBe(1000);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    const [, read] = readFrom(writeState(frozen)).nodes[0] ?? [];
    const [, wanted] = frozen.nodes[0] ?? [];
    const hashOf = (node: typeof read): unknown =>
      node?.status === 'present' && hashKey(node.registry);
    expect(hashOf(read)).toBe(hashOf(wanted));
  });

  test.each([
    ['lacks a registry', '0', /a registry is missing/],
    ['refers to a registry that it does not have', '99', /99 is not a key/],
  ])('that %s is refused', (_, reference, reason) => {
    const { clusterState } = new StateStory().node(NODE_A, nodeOpened);
    const lines = [...writeState(clusterState.freeze())].map((line) =>
      line.replace(/"registry":\d+/, `"registry":${reference}`),
    );
    expect(() => readFrom(lines)).toThrow(reason);
  });
});
