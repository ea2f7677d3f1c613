import { describe, expect, test } from '@jest/globals';

import { itemOf, itemsOf } from '#registry';

import { specify } from '../../testing/specify.js';
import { StateStory } from '../../testing/state-story.js';
import { StateReader, writeState } from '../state/archive.js';
import { PastState } from '../state/past/past-state.js';
import { type ClusterCommand } from './commands.js';
import { MAX_TAGS } from './decide/decide-tags.js';
import { cluster } from './decide.js';
import { type ClusterEvent, type TaggedEvent } from './events.js';

const formed: ClusterEvent = { type: 'ClusterFormed', data: { name: 'tidemark', logId: 'log' } };
const readOnly: ClusterEvent = { type: 'ServerStateChanged', data: { state: 'read-only' } };

const eventNo = (number: number): TaggedEvent => ({
  event: `event ${number}`,
  stream: 'tidemark.node-a',
  revision: number,
});
const setTag = (tag: string, number: number): ClusterCommand => ({
  type: 'SetTag',
  data: { tag, ...eventNo(number) },
});
const tagSet = (tag: string, number: number, replaced?: number): ClusterEvent => ({
  type: 'TagSet',
  data: {
    tag,
    ...eventNo(number),
    ...(replaced !== undefined && { replaced: `event ${replaced}` }),
  },
});
const deleteTag = (tag: string): ClusterCommand => ({ type: 'DeleteTag', data: { tag } });

const spec = specify(cluster);

describe('a tag', () => {
  test('is set, moves with the event that it named before, and is set once at an event', () => {
    spec.given(formed).when(setTag('before', 3)).then(tagSet('before', 3));
    spec
      .given(formed, tagSet('before', 3))
      .when(setTag('before', 5))
      .then(tagSet('before', 5, 3));
    spec.given(formed, tagSet('before', 3)).when(setTag('BEFORE', 3)).decidesNothing();
    spec.given(formed, tagSet('before', 3)).when(setTag('other', 3)).then(tagSet('other', 3));
  });

  test('is deleted under its own spelling, and only if it is there', () => {
    const deleted: ClusterEvent = { type: 'TagDeleted', data: { tag: 'Before' } };
    spec.given(formed, tagSet('Before', 3)).when(deleteTag('bEFORE')).then(deleted);
    spec
      .given(formed)
      .when(deleteTag('x'))
      .refuses('ERROR_FILE_NOT_FOUND', /no such tag: x/);
    spec
      .given(formed, tagSet('Before', 3), deleted)
      .when(deleteTag('Before'))
      .refuses('ERROR_FILE_NOT_FOUND', /no such tag/);
  });

  test.each([setTag('x', 1), deleteTag('before')])(
    'of a read-only cluster stays: $type',
    (command) => {
      spec
        .given(formed, tagSet('before', 3), readOnly)
        .when(command)
        .refuses('ERROR_SHARING_PAUSED', /read-only/);
    },
  );

  test('has a limit for their number, beyond which a tag still moves', () => {
    const tags = Array.from({ length: MAX_TAGS }, (_, index) => tagSet(`t${index}`, index));
    const full = [formed, ...tags].reduce(cluster.evolve, cluster.initial);
    expect(() => cluster.decide(setTag('more', 1), full)).toThrow(/10000 tags/);
    expect(cluster.decide(setTag('T7', 1), full)).toHaveLength(1);
  });

  test('remembers the revision that set it last', () => {
    const history = [formed, tagSet('b', 3), tagSet('a', 4), tagSet('B', 5, 3)];
    const state = history.reduce(cluster.evolve, cluster.initial);
    const tags = state.status === 'formed' ? itemsOf(state.tags) : [];
    expect(tags.map(({ name, setAt, event }) => [name, setAt, event])).toEqual([
      ['a', 2, 'event 4'],
      ['B', 3, 'event 5'],
    ]);
  });

  test('is in a snapshot of the present state', () => {
    const story = new StateStory().cluster(formed, tagSet('b', 1), tagSet('a', 2));
    const frozen = story.clusterState.freeze();
    const reader = new StateReader();
    for (const line of writeState(frozen)) reader.read(line);
    expect(reader.state().cluster).toEqual(frozen.cluster);
  });

  test('is in the present state and not in a past one, which counts its event', () => {
    const story = new StateStory().cluster(formed, tagSet('a', 1));
    const now = story.clusterState.cluster;
    expect(now.status === 'formed' && itemOf(now.tags, 'a')?.event).toBe('event 1');
    const past = PastState.thaw(story.clusterState.freeze());
    const occurrence = { eventId: 'e', position: '9', operation: 'o', recordedAt: 1 };
    past.apply({ kind: 'cluster', id: 'c', revision: 2, occurrence, event: tagSet('b', 2) });
    expect(past.cluster).toMatchObject({ revision: 2, tags: { size: 0 } });
  });
});
