import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ClusterState, StateReader, writeState, type OpenResource } from '#domain';
import { type Recorded } from '#event-store';
import { answers, apply, randomHistory } from '#testing/processes';

const archived = (clusterState: ClusterState): ClusterState => {
  const reader = new StateReader();
  for (const line of writeState(clusterState.freeze())) reader.read(line);
  return ClusterState.thaw(reader.state());
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

  test('equals the original at any point, and continues like it', () => {
    const whole = answers(apply(new ClusterState(), log));
    for (let cut = 0; cut <= log.length; cut += 13) {
      const before = apply(new ClusterState(), log.slice(0, cut));
      const after = archived(before);
      expect(answers(after)).toEqual(answers(before));
      expect(answers(apply(after, log.slice(cut)))).toEqual(whole);
    }
  });

  test('keeps its content, whatever happens to the original', () => {
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

  test('with a reference to a missing tree is refused', () => {
    const lines = [...writeState(apply(new ClusterState(), log).freeze())].filter(
      (line) => !line.startsWith('{"trees"'),
    );
    const reader = new StateReader();
    for (const line of lines) reader.read(line);
    expect(() => reader.state()).toThrow(/is not a key|missing/);
  });

  test('has the contents of its captures', () => {
    const clusterState = archived(apply(new ClusterState(), log));
    const open = clusterState.freeze().resources.filter(([, { status }]) => status === 'open');
    expect(open.length).toBeGreaterThan(0);
    for (const [, resource] of open)
      expect((resource as OpenResource).checkpoints).toBeInstanceOf(Map);
  });
});
