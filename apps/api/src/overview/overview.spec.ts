import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { toDomainEvent, ClusterState, PastState, parseStream } from '#domain';
import { type Recorded } from '#event-store';
import { ReadModels } from '#read-models';
import { KINDS, seeded, Story } from '#testing/processes';

import { hazardsIn } from '../checkpoints/checkpoint-shapes.js';
import { overviewShape } from './overview-shape.js';

type Told = Record<string, string | undefined>;

/** The states and owners of all things, folded in the simplest way: by the last events of each. */
class Naive {
  readonly nodes = new Map<string, Told>();
  readonly groups = new Map<string, Told>();
  readonly resources = new Map<string, Told>();

  take({ stream, event: { type, data: told } }: Recorded): void {
    const { kind, id = '' } = parseStream(stream) ?? {};
    const data = told as Record<string, string>;
    if (kind === 'cluster') this.takeDirectory(type, data);
    if (kind === 'node') this.takeNode(id, type);
    if (kind === 'resource') this.takeResource(id, type);
    const group = this.groups.get(id);
    if (type === 'GroupOwnerChanged' && group !== undefined) group['owner'] = data['to'];
  }

  private takeDirectory(type: string, data: Readonly<Record<string, string>>): void {
    const { name, node = '', group = '', resource = '', owner } = data;
    if (type === 'NodeAdded') this.nodes.set(node, { name, state: 'Down' });
    if (type === 'GroupAdded') this.groups.set(group, { name, owner });
    if (type === 'ResourceAdded')
      this.resources.set(resource, { name, group, state: 'Initializing' });
  }

  private takeNode(id: string, type: string): void {
    const node = this.nodes.get(id) ?? {};
    if (type === 'NodeOpened') node['state'] = 'Up';
    if (type === 'NodePaused') node['paused'] = 'yes';
    if (type === 'NodeResumed') node['paused'] = undefined;
    if (/^Node(Started|Paused|Resumed)$/.test(type))
      node['state'] = node['paused'] === 'yes' ? 'Paused' : 'Up';
    if (/^Node(Stopped|Crashed)$/.test(type)) node['state'] = 'Down';
  }

  private takeResource(id: string, type: string): void {
    const resource = this.resources.get(id) ?? {};
    const state = /^Resource(Online|Offline|Failed|OnlinePending|OfflinePending)$/.exec(type)?.[1];
    if (type === 'ResourceOpened') resource['state'] = 'Offline';
    if (state !== undefined) resource['state'] = state;
  }

  /** Names, states and owners; a group by the states of its resources. */
  shown(): unknown {
    const nodeName = (id: string | undefined): unknown => this.nodes.get(id ?? '')?.['name'];
    return {
      nodes: [...this.nodes.values()].map(({ name, state }) => [name, state]),
      groups: [...this.groups].map(([id, { name, owner }]) => {
        const states = [...this.resources.values()]
          .filter(({ group }) => group === id)
          .map(({ state }) => state);
        return [name, nodeName(owner), states.length, states.includes('Failed')];
      }),
      resources: [...this.resources.values()].map(({ name, group, state }) => {
        const { name: in_, owner } = this.groups.get(group ?? '') ?? {};
        return [name, in_, nodeName(owner), state];
      }),
    };
  }
}

const shownOf = (overview: ReturnType<typeof overviewShape>): unknown => ({
  nodes: overview.nodes.map(({ name, state }) => [name, state]),
  groups: overview.groups.map(({ name, owner, resources, state }) => [
    name,
    owner,
    resources,
    state === 'Failed',
  ]),
  resources: overview.resources.map(({ name, group, owner, state }) => [name, group, owner, state]),
});

describe.each([1, 2])('the overview of a random history at any moment, history %i', (seed) => {
  const story = new Story();
  let log: readonly Recorded[];
  let reads: ReadModels;

  beforeAll(async () => {
    const random = seeded(seed);
    await story.begin();
    const pick = (below: number): number => Math.floor(random() * below);
    for (let act = 0; act < 30; act += 1)
      await story.act({ kind: KINDS[pick(KINDS.length)] ?? 'pass', a: pick(12), b: pick(12) });
    const { store } = story.cluster;
    log = await story.cluster.log();
    reads = await ReadModels.open({ file: ':memory:', log: store, cluster: 'test', keepEvery: 50 });
    await reads.start(await store.head());
  });

  afterAll(async () => {
    await reads.close();
    await story.cluster.stop();
  });

  test('has the states and owners of a naive fold, and the hazards of each checkpoint', () => {
    const naive = new Naive();
    const random = seeded(seed);
    let compared = 0;
    for (const recorded of log) {
      naive.take(recorded);
      if (random() > 0.1) continue;
      compared += 1;
      const state = reads.stateAt(recorded.position);
      const overview = overviewShape(state);
      expect([recorded.position, shownOf(overview)]).toEqual([recorded.position, naive.shown()]);
      const hazards = state.resourceIds().flatMap((id) => {
        const open = state.openResource(id);
        const placed = open !== undefined && state.openGroup(open.group) !== undefined;
        return placed
          ? [...open.checkpoints.values()].flatMap((found) => hazardsIn(state, id, found))
          : [];
      });
      expect(overview.hazards.map(({ kind, detail }) => [kind, detail])).toEqual(
        hazards.map(({ kind, detail }) => [kind, detail]),
      );
      expect([overview.unchecked, overview.more]).toEqual([[], false]);
    }
    expect(compared).toBeGreaterThan(10);
  });

  test('is now what it is at the last position', () => {
    const now = new ClusterState();
    for (const recorded of log) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent !== undefined) now.apply(domainEvent);
    }
    expect(overviewShape(now)).toEqual(overviewShape(reads.stateAt(reads.position)));
  });
});

test('before the first event there is nothing', () => {
  expect(overviewShape(PastState.initial())).toEqual({
    ...{ cluster: null, nodes: [], groups: [], resources: [] },
    ...{ hazards: [], unchecked: [], more: false },
  });
});
