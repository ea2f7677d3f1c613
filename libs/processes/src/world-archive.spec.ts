import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import {
  toFact,
  World,
  WorldReader,
  writeWorld,
  type CheckpointId,
  type OpenResource,
} from '#domain';
import { type Recorded } from '#event-store';
import { hashKey } from '#registry';
import { randomHistory } from '#testing/processes';

const apply = (world: World, log: readonly Recorded[]): World => {
  for (const recorded of log) {
    const fact = toFact('test', recorded);
    if (fact !== undefined) world.apply(fact);
  }
  return world;
};

const archived = (world: World): World => {
  const reader = new WorldReader();
  for (const line of writeWorld(world.freeze())) reader.read(line);
  return World.thaw(reader.state());
};

/** All that a world answers, in a form that can be compared. */
const answers = (world: World): unknown => {
  const { cluster, nodes, groups, resources, revisions } = world.freeze();
  const checkpoints = resources.flatMap(([, resource]) =>
    resource.status === 'open' ? [...resource.checkpoints.values()] : [],
  );
  const contentOf = (id: CheckpointId): unknown => {
    const content = world.content(id);
    return content?.key === 'unknown' ? 'unknown' : [content?.number, hashKey(content?.key)];
  };
  return {
    cluster,
    groups,
    revisions: revisions.toSorted(),
    nodes: nodes.map(([id, node]) =>
      node.status === 'present' ? [id, { ...node, registry: hashKey(node.registry) }] : id,
    ),
    owned: nodes.map(([id]) => world.groupsOn(id)),
    resources: resources.map(([id, resource]) => [id, resource, world.onlineAt(id)]),
    checkpoints: checkpoints.map(({ id, effectiveKey }) => [
      contentOf(id),
      world.closingHash(id),
      world.clobber(id),
      world.overlapping(effectiveKey),
    ]),
  };
};

describe('an archived world', () => {
  let log: readonly Recorded[];

  beforeAll(async () => {
    const cluster = await randomHistory(11, 150);
    log = await cluster.log();
    await cluster.stop();
  });

  afterAll(() => {
    expect(log.length).toBeGreaterThan(300);
  });

  test('is the same world, wherever it was archived, and goes on as if it had not been', () => {
    const whole = answers(apply(new World(), log));
    for (let cut = 0; cut <= log.length; cut += 13) {
      const before = apply(new World(), log.slice(0, cut));
      const after = archived(before);
      expect(answers(after)).toEqual(answers(before));
      expect(answers(apply(after, log.slice(cut)))).toEqual(whole);
    }
  });

  test('is what it was when it was frozen, whatever the world does meanwhile', () => {
    const world = apply(new World(), log.slice(0, 200));
    const wanted = answers(world);
    const lines = writeWorld(world.freeze())[Symbol.iterator]();
    const reader = new WorldReader();
    const first = lines.next();
    if (first.done !== true) reader.read(first.value);
    apply(world, log.slice(200));
    for (let next = lines.next(); next.done !== true; next = lines.next()) reader.read(next.value);
    expect(answers(World.thaw(reader.state()))).toEqual(wanted);
  });

  test('that refers to what is not there is refused', () => {
    const lines = [...writeWorld(apply(new World(), log).freeze())].filter(
      (line) => !line.startsWith('{"trees"'),
    );
    const reader = new WorldReader();
    for (const line of lines) reader.read(line);
    expect(() => reader.state()).toThrow(/is no key|missing/);
  });

  test('holds what its resources hold', () => {
    const world = archived(apply(new World(), log));
    const open = world.freeze().resources.filter(([, { status }]) => status === 'open');
    expect(open.length).toBeGreaterThan(0);
    for (const [, resource] of open)
      expect((resource as OpenResource).checkpoints).toBeInstanceOf(Map);
  });
});
