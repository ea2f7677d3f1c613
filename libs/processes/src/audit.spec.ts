import { expect, test } from '@jest/globals';

import { type NodeId, type OperationId, type ResourceId } from '#domain';
import { idOf, SimulatedCluster } from '#testing/processes';

test('a resource that is online where its group is not is recorded, once', async () => {
  const cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await cluster.bring('app', 'online');
  expect(await violations(cluster)).toEqual([]);

  const operation = idOf('planted') as OperationId;
  const id = idOf('resource app') as ResourceId;
  const stream = `test.resource-${id}`;
  const data = { operation, epoch: 9, node: idOf('b') as NodeId, nodeRevision: 0 };
  const revision = BigInt(cluster.world.revision('resource', id));
  const metadata = {
    actor: 'nobody',
    authentication: 'none',
    command: { id: idOf('planted command'), type: 'none' },
    operation,
    causation: operation,
  } as const;
  const event = { id: idOf('planted event'), type: 'ResourceOnline', data, metadata };
  await cluster.store.append(stream, [event], revision);
  await cluster.bring('app', 'online');
  await cluster.pass(0);
  expect(await violations(cluster)).toEqual([
    expect.objectContaining({ rule: 'R3', resource: id }),
  ]);
  await cluster.stop();
});

const violations = async (cluster: SimulatedCluster): Promise<readonly object[]> =>
  (await cluster.log()).flatMap(({ event }) => (event.type === 'RuleViolated' ? [event.data] : []));
