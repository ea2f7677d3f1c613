import { describe, test } from '@jest/globals';

import {
  ALL_UP,
  expectCauses,
  onlineOn,
  OPERATION,
  two,
  type Row,
  BuiltState,
} from '#testing/processes';

import { directoryCompletion } from './directory.js';
import { memberRemoval } from './member-removal.js';

describe('a step of the directory', () => {
  const R = `resource:${BuiltState.resource('r')}`;
  const added = (): BuiltState =>
    new BuiltState(ALL_UP).group('a').record('cluster', 'c', {
      type: 'ResourceAdded',
      data: {
        resource: BuiltState.resource('r'),
        name: 'r',
        type: 'x',
        group: BuiltState.GROUP,
      },
    });
  const opened = (): BuiltState =>
    added().record('resource', 'r', {
      type: 'ResourceOpened',
      data: { type: 'x', group: BuiltState.GROUP },
    });
  test.each<Row>([
    ['a stream is opened after the entry', added(), ['OpenResource r < ResourceAdded c 4'], R],
    ['a member is added after its opening', opened(), ['AddGroupMember g < ResourceOpened r 0'], R],
    [
      'a closed member leaves its group',
      two().record('resource', 'r', { type: 'ResourceClosed', data: {} }),
      ['RemoveGroupMember g < ResourceClosed r 1'],
      R,
    ],
    [
      'a closed resource leaves the directory after its group',
      two()
        .record('resource', 'r', { type: 'ResourceClosed', data: {} })
        .record('group', 'g', {
          type: 'GroupMemberRemoved',
          data: { resource: BuiltState.resource('r') },
        }),
      ['RemoveResource c < GroupMemberRemoved g 3'],
      R,
    ],
    [
      'a closed group leaves the directory',
      new BuiltState(ALL_UP).group('a').record('group', 'g', { type: 'GroupClosed', data: {} }),
      ['RemoveGroup c < GroupClosed g 1'],
      `group:${BuiltState.GROUP}`,
    ],
  ])('%s', expectCauses(directoryCompletion));

  const removing = (built: BuiltState): BuiltState =>
    built.record('group', 'g', {
      type: 'GroupMemberRemovalStarted',
      data: { resource: BuiltState.resource('r'), operation: OPERATION },
    });
  test.each<Row>([
    [
      'a member is closed after the request',
      removing(two()),
      ['CloseResource r < GroupMemberRemovalStarted g 3'],
    ],
    [
      'a member stays because it came online',
      onlineOn(removing(two()), 'r'),
      ['AbandonMemberRemoval g < ResourceOnline r 2'],
    ],
    [
      'a closed member is removed',
      removing(two()).record('resource', 'r', { type: 'ResourceClosed', data: {} }),
      ['RemoveGroupMember g < ResourceClosed r 1'],
    ],
  ])('%s', expectCauses(memberRemoval));
});
