import { describe, expect, test } from '@jest/globals';

import { change, changed, set } from '../../testing/registry-stories.js';
import { specify } from '../../testing/specify.js';
import { FIRST, GROUP, KEY, nodeOpened, SECOND } from '../../testing/stories.js';
import { type NodeCommand } from './commands.js';
import { node } from './decide.js';
import { type NodeEvent } from './events.js';

const spec = specify(node);

describe('a node', () => {
  const stopping: NodeEvent = {
    type: 'DrainStarted',
    data: { operation: FIRST, purpose: 'stop' },
  };
  const stopped: NodeEvent = { type: 'NodeStopped', data: { operation: FIRST } };
  const started: NodeEvent = { type: 'NodeStarted', data: { operation: SECOND } };

  test('is opened once, and is up', () => {
    const command: NodeCommand = { type: 'OpenNode', data: { name: 'node-a' } };
    spec.given().when(command).then(nodeOpened);
    spec.given(nodeOpened).when(command).decidesNothing();
  });

  test('that does not exist takes no command', () => {
    spec
      .given()
      .when(change(set(1)))
      .refuses('ERROR_CLUSTER_NODE_NOT_FOUND', /no such node/);
  });

  test('stops by giving its groups away first', () => {
    const stop = (operation = FIRST): NodeCommand => ({ type: 'StopNode', data: { operation } });
    const complete: NodeCommand = {
      type: 'CompleteDrain',
      data: { operation: FIRST, status: 'Completed' },
    };
    spec.given(nodeOpened).when(stop()).then(stopping);
    spec.given(nodeOpened, stopping).when(stop()).decidesNothing();
    spec
      .given(nodeOpened, stopping)
      .when(stop(SECOND))
      .refuses('ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS', /already being drained/);
    spec.given(nodeOpened, stopping).when(complete).then(stopped);
    spec.given(nodeOpened, stopping, stopped).when(complete).decidesNothing();
    spec
      .given(nodeOpened, stopping, stopped)
      .when(stop(SECOND))
      .refuses('ERROR_CLUSTER_NODE_ALREADY_DOWN', /down/);
  });

  test('starts when it is down', () => {
    const start: NodeCommand = { type: 'StartNode', data: { operation: SECOND } };
    spec
      .given(nodeOpened)
      .when(start)
      .refuses('ERROR_CLUSTER_NODE_ALREADY_UP', /already up/);
    spec.given(nodeOpened, stopping, stopped).when(start).then(started);
  });

  test('remembers the highest epoch of a group, even if a lower one arrives later', () => {
    const fence = (epoch: number): NodeCommand => ({
      type: 'FenceGroup',
      data: { group: GROUP, epoch },
    });
    const fenced: NodeEvent = { type: 'GroupFenced', data: { group: GROUP, epoch: 2 } };
    spec.given(nodeOpened).when(fence(2)).then(fenced);
    spec.given(nodeOpened, fenced).when(fence(2)).decidesNothing();
    spec.given(nodeOpened, fenced).when(fence(1)).decidesNothing();
  });
});

describe('an edit of the registry', () => {
  test('stores the values that it changes, and none that are already so', () => {
    spec
      .given(nodeOpened)
      .when(change(set(1)))
      .then(changed(set(1)));
    spec
      .given(nodeOpened, changed(set(1)))
      .when(change(set(1)))
      .decidesNothing();
    spec
      .given(nodeOpened, changed(set(1)))
      .when(change(set(1), set(2, 'Other')))
      .then(changed(set(2, 'Other')));
    spec
      .given(nodeOpened)
      .when(change({ op: 'delete-key', key: KEY }))
      .decidesNothing();
  });

  test('knows the revision of the last change of its registry', () => {
    const fenced: NodeEvent = { type: 'GroupFenced', data: { group: GROUP, epoch: 1 } };
    const state = [nodeOpened, changed(set(1)), fenced].reduce(node.evolve, node.initial);
    expect(state).toMatchObject({ revision: 2, registryRevision: 1 });
  });
});
