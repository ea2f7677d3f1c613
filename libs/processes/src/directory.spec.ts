import { expect, test } from '@jest/globals';

import { type GroupId, type ResourceId } from '#domain';
import { idOf, SimulatedCluster } from '#testing/processes';

const GROUP = idOf('group app') as GroupId;
const STRANGER = idOf('a resource that is gone') as ResourceId;

const members = ({ world }: SimulatedCluster): readonly string[] => {
  const group = world.group(GROUP);
  return group.status === 'open' ? [...group.members] : [];
};

const addStranger = (cluster: SimulatedCluster): Promise<void> =>
  cluster.run({
    kind: 'group',
    id: GROUP,
    command: { type: 'AddGroupMember', data: { resource: STRANGER } },
  });

test('a member that came too late leaves again', async () => {
  const cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await addStranger(cluster);
  await cluster.pass(0);
  expect(members(cluster)).toEqual([idOf('resource app')]);
  await cluster.stop();
});

test('also where the processes were cut off before they saw it', async () => {
  const first = new SimulatedCluster();
  await first.form(['app']);
  await first.runner.stop();
  await addStranger(first);
  await first.stop();
  const second = new SimulatedCluster(first.store, 'second ');
  await second.start();
  expect(members(second)).toEqual([idOf('resource app')]);
  await second.stop();
});
