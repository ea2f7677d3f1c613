import { describe, expect, test } from '@jest/globals';

import { change, set } from '../../../testing/registry-stories.js';
import { specify } from '../../../testing/specify.js';
import { FIRST, GROUP, nodeOpened, SECOND } from '../../../testing/stories.js';
import { type NodeCommand } from '../commands.js';
import { node } from '../decide.js';
import { type NodeEvent } from '../events.js';

const spec = specify(node);
const stopped: NodeEvent = { type: 'NodeStopped', data: { operation: SECOND } };
const leaving: NodeEvent = { type: 'NodeEvictionStarted', data: { operation: FIRST } };
const abandoned: NodeEvent = { type: 'NodeEvictionAbandoned', data: { operation: FIRST } };
const start: NodeCommand = { type: 'StartNode', data: { operation: SECOND } };
const evict = (operation = FIRST, isLast = false): NodeCommand => ({
  type: 'StartEviction',
  data: { operation, isLast },
});
const abandon = (operation = FIRST): NodeCommand => ({
  type: 'AbandonEviction',
  data: { operation },
});

describe('an eviction', () => {
  test('needs a node that is down, or the last node', () => {
    spec.given(nodeOpened, stopped).when(evict()).then(leaving);
    spec.given(nodeOpened).when(evict()).refuses('ERROR_CANT_EVICT_ACTIVE_NODE', /is Up/);
    spec.given(nodeOpened).when(evict(FIRST, true)).then(leaving);
  });

  test('begins once', () => {
    spec.given(nodeOpened, stopped, leaving).when(evict()).decidesNothing();
    spec
      .given(nodeOpened, stopped, leaving)
      .when(evict(SECOND))
      .refuses('ERROR_CLUSTER_NODE_SHUTTING_DOWN', /is being evicted/);
  });

  test('that is abandoned leaves the node as it was', () => {
    spec.given(nodeOpened, stopped, leaving).when(abandon()).then(abandoned);
    spec.given(nodeOpened, stopped, leaving).when(abandon(SECOND)).decidesNothing();
    spec.given(nodeOpened, stopped, leaving, abandoned).when(abandon()).decidesNothing();
    spec
      .given(nodeOpened, stopped, leaving, abandoned)
      .when(start)
      .then({ type: 'NodeStarted', data: { operation: SECOND } });
  });

  test.each<NodeCommand>([
    start,
    change(set(1)),
    { type: 'PauseNode', data: { operation: SECOND } },
    { type: 'HoldRegistry', data: { key: 'K', holder: 'me' } },
    { type: 'SetDefaultProvider', data: { type: 24, provider: 'P' } },
  ])('lets no command change the node: %p', (command) => {
    spec
      .given(nodeOpened, stopped, leaving)
      .when(command)
      .refuses('ERROR_CLUSTER_NODE_SHUTTING_DOWN', /is being evicted/);
  });

  test('lets the cluster end operations on the node', () => {
    const data = { group: GROUP, epoch: 4 };
    spec
      .given(nodeOpened, stopped, leaving)
      .when({ type: 'FenceGroup', data })
      .then({ type: 'GroupFenced', data });
    expect(
      node.decide(
        { type: 'CleanNode', data: {} },
        [nodeOpened, leaving].reduce(node.evolve, node.initial),
      ),
    ).toEqual([]);
  });
});

test('a node that was evicted comes back Down, once, and takes commands again', () => {
  const back: NodeCommand = { type: 'ReturnNode', data: {} };
  const returned: NodeEvent = { type: 'NodeReturned', data: {} };
  spec.given(nodeOpened, leaving).when(back).then(returned);
  spec.given(nodeOpened).when(back).decidesNothing();
  spec.given(nodeOpened, leaving, returned).when(back).decidesNothing();
  spec
    .given(nodeOpened, leaving, returned)
    .when(start)
    .then({ type: 'NodeStarted', data: { operation: SECOND } });
});
