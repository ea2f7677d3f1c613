import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import {
  ClusterState,
  StateReader,
  writeState,
  type CheckpointId,
  type OpenResource,
} from '#domain';
import { toFact, type Recorded } from '#event-store';
import { hashKey } from '#registry';
import { randomHistory } from '#testing/processes';

const apply = (clusterState: ClusterState, log: readonly Recorded[]): ClusterState => {
  for (const recorded of log) {
    const fact = toFact('test', recorded);
    if (fact !== undefined) clusterState.apply(fact);
  }
  return clusterState;
};

const archived = (clusterState: ClusterState): ClusterState => {
  const reader = new StateReader();
  for (const line of writeState(clusterState.freeze())) reader.read(line);
  return ClusterState.thaw(reader.state());
};

/** All that a cluster state answers, in a form that can be compared. */
const answers = (clusterState: ClusterState): unknown => {
  const { cluster, nodes, groups, resources, revisions } = clusterState.freeze();
  const checkpoints = resources.flatMap(([, resource]) =>
    resource.status === 'open' ? [...resource.checkpoints.values()] : [],
  );
  const contentOf = (id: CheckpointId): unknown => {
    const content = clusterState.content(id);
    return content?.key === 'unknown' ? 'unknown' : [content?.number, hashKey(content?.key)];
  };
  return {
    cluster,
    groups,
    revisions: revisions.toSorted(),
    nodes: nodes.map(([id, node]) =>
      node.status === 'present' ? [id, { ...node, registry: hashKey(node.registry) }] : id,
    ),
    owned: nodes.map(([id]) => clusterState.groupsOn(id)),
    resources: resources.map(([id, resource]) => [id, resource, clusterState.onlineAt(id)]),
    checkpoints: checkpoints.map(({ id, effectiveKey }) => [
      contentOf(id),
      clusterState.closingHash(id),
      clusterState.clobber(id),
      clusterState.overlapping(effectiveKey),
    ]),
  };
};

describe('an archived state', () => {
  let log: readonly Recorded[];

  beforeAll(async () => {
    const cluster = await randomHistory(11, 150);
    log = await cluster.log();
    await cluster.stop();
  });

  afterAll(() => {
    expect(log.length).toBeGreaterThan(300);
  });

  test('is the same state, wherever it was archived, and goes on as if it had not been', () => {
    const whole = answers(apply(new ClusterState(), log));
    for (let cut = 0; cut <= log.length; cut += 13) {
      const before = apply(new ClusterState(), log.slice(0, cut));
      const after = archived(before);
      expect(answers(after)).toEqual(answers(before));
      expect(answers(apply(after, log.slice(cut)))).toEqual(whole);
    }
  });

  test('is what it was when it was frozen, whatever the state does meanwhile', () => {
    const clusterState = apply(new ClusterState(), log.slice(0, 200));
    const wanted = answers(clusterState);
    const lines = writeState(clusterState.freeze())[Symbol.iterator]();
    const reader = new StateReader();
    const first = lines.next();
    if (first.done !== true) reader.read(first.value);
    apply(clusterState, log.slice(200));
    for (let next = lines.next(); next.done !== true; next = lines.next()) reader.read(next.value);
    expect(answers(ClusterState.thaw(reader.state()))).toEqual(wanted);
  });

  test('that refers to what is not there is refused', () => {
    const lines = [...writeState(apply(new ClusterState(), log).freeze())].filter(
      (line) => !line.startsWith('{"trees"'),
    );
    const reader = new StateReader();
    for (const line of lines) reader.read(line);
    expect(() => reader.state()).toThrow(/is no key|missing/);
  });

  test('holds what its resources hold', () => {
    const clusterState = archived(apply(new ClusterState(), log));
    const open = clusterState.freeze().resources.filter(([, { status }]) => status === 'open');
    expect(open.length).toBeGreaterThan(0);
    for (const [, resource] of open)
      expect((resource as OpenResource).checkpoints).toBeInstanceOf(Map);
  });
});
