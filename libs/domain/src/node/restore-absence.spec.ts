import { expect, test } from '@jest/globals';

import { deleted, stored } from '../../testing/crypto-stories.js';
import { specify } from '../../testing/specify.js';
import { APP, CHECKPOINT, FIRST, GROUP, nodeOpened } from '../../testing/stories.js';
import { type ContainerId, type KeyId } from '../vocabulary/ids.js';
import { type DataOf } from '../vocabulary/message.js';
import { SealedKeys } from '../state/containers/sealed-keys.js';
import { type NodeCommand } from './commands.js';
import { node } from './decide.js';
import { type NodeEvent } from './events.js';

const spec = specify(node);

const DATA: DataOf<NodeCommand, 'RestoreKeyContainerAbsence'> = {
  ...{ type: 5, provider: 'P', name: 'C' },
  ...{ resource: APP, checkpoint: CHECKPOINT, capture: 2 },
  ...{ group: GROUP, epoch: 1, operation: FIRST },
};
const restore = { type: 'RestoreKeyContainerAbsence', data: DATA } as const;
const WAS_THERE = { container: 'C' as ContainerId, replaced: 'keys' as KeyId };
const gone: NodeEvent = {
  type: 'KeyContainerAbsenceRestored',
  data: { ...DATA, ...WAS_THERE },
};
const nothing: NodeEvent = { type: 'KeyContainerAbsenceRestored', data: DATA };

test('the restore of an absent container deletes that container alone', () => {
  spec.given(nodeOpened, stored(), stored('others', 'D')).when(restore).then(gone);
  const after = [nodeOpened, stored(), stored('others', 'D'), gone].reduce(
    node.evolve,
    node.initial,
  );
  expect(after).toMatchObject({ restores: new Map([[CHECKPOINT, { capture: 2, revision: 3 }]]) });
  const names = after.status === 'present' ? [...after.containers.values()] : [];
  expect(names.map(({ name }) => name)).toEqual(['D']);
});

test('the restore is recorded once, also if the container does not exist', () => {
  spec.given(nodeOpened, stored(), deleted()).when(restore).then(nothing);
  spec.given(nodeOpened, nothing).when(restore).decidesNothing();
});

test('the restore ignores the case of the container name', () => {
  const data = { ...DATA, provider: 'p', name: 'c' };
  spec
    .given(nodeOpened, stored())
    .when({ ...restore, data })
    .then({ type: 'KeyContainerAbsenceRestored', data: { ...data, ...WAS_THERE } });
});

test('the restore is refused for an older epoch', () => {
  spec
    .given(nodeOpened, stored(), { type: 'GroupFenced', data: { group: GROUP, epoch: 2 } })
    .when(restore)
    .refuses('ERROR_INVALID_STATE', /overtaken/);
});

test('the restore is refused on a crashed node', () => {
  spec
    .given(nodeOpened, stored(), { type: 'NodeCrashed', data: { operation: FIRST } })
    .when(restore)
    .refuses('ERROR_CLUSTER_NODE_DOWN', /crashed/);
});

test('the previous key of the container is to be erased', () => {
  const keys = new SealedKeys();
  keys.take(gone);
  keys.take(nothing);
  expect([...keys.toErase]).toEqual(['keys']);
});

test('a node remembers only its last deletions', () => {
  const history = Array.from({ length: 20 }, (_, index) => [
    stored(`keys ${index}`),
    deleted(`keys ${index}`),
  ]).flat();
  const after = [nodeOpened, ...history].reduce(node.evolve, node.initial);
  const deletions = after.status === 'present' ? after.deletions : [];
  expect([deletions.length, deletions.at(-1)?.revision]).toEqual([16, 40]);
});
