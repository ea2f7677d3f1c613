import { expect, test } from '@jest/globals';

import { type StatusName } from '#clusapi';

import { specify } from '../../../testing/specify.js';
import { FIRST, NODE_B, nodeOpened, SECOND } from '../../../testing/stories.js';
import { type NodeCommand } from '../commands.js';
import { node } from '../decide.js';
import { type NodeEvent } from '../events.js';

const spec = specify(node);

const stopping: NodeEvent = { type: 'DrainStarted', data: { operation: FIRST, purpose: 'stop' } };
const draining: NodeEvent = { type: 'DrainStarted', data: { operation: FIRST, purpose: 'pause' } };
const stopped: NodeEvent = { type: 'NodeStopped', data: { operation: FIRST } };
const paused: NodeEvent = { type: 'NodePaused', data: { operation: FIRST } };
const crashed: NodeEvent = { type: 'NodeCrashed', data: { operation: FIRST } };
const leaving: NodeEvent = { type: 'NodeEvictionStarted', data: { operation: FIRST } };
const drained: NodeEvent = {
  type: 'DrainCompleted',
  data: { operation: FIRST, status: 'Completed' },
};

const failed = (reason: string): NodeEvent => ({
  type: 'DrainCompleted',
  data: { operation: FIRST, status: 'Failed', reason },
});
const pause = (operation = SECOND): NodeCommand => ({ type: 'PauseNode', data: { operation } });
const drain = (operation = SECOND): NodeCommand => ({
  type: 'PauseNode',
  data: { operation, drain: { target: NODE_B, force: true } },
});
const resume: NodeCommand = {
  type: 'ResumeNode',
  data: { operation: SECOND, failback: 'immediate' },
};
const crash: NodeCommand = { type: 'CrashNode', data: { operation: SECOND } };
const cancel = (operation = FIRST): NodeCommand => ({ type: 'CancelDrain', data: { operation } });
const complete: NodeCommand = {
  type: 'CompleteDrain',
  data: { operation: FIRST, status: 'Completed' },
};
const drainStarted: NodeEvent = {
  type: 'DrainStarted',
  data: { operation: SECOND, purpose: 'pause', target: NODE_B, force: true },
};
const pausedAgain: NodeEvent = { type: 'NodePaused', data: { operation: SECOND } };

test.each<[string, readonly NodeEvent[], NodeCommand, readonly NodeEvent[]]>([
  ['is up: a pause', [], pause(), [pausedAgain]],
  ['is up: a drain', [], drain(), [pausedAgain, drainStarted]],
  ['is paused: a drain', [paused], drain(), [drainStarted]],
  ['is drained in this operation: the same drain', [paused, draining], drain(FIRST), []],
  ['is paused: a resume', [paused], resume, [{ type: 'NodeResumed', data: resume.data }]],
  [
    'is being drained: a resume',
    [paused, draining],
    resume,
    [failed('the node was resumed'), { type: 'NodeResumed', data: resume.data }],
  ],
  ['is up: a crash', [], crash, [{ type: 'NodeCrashed', data: crash.data }]],
  [
    'is stopping: a crash',
    [stopping],
    crash,
    [failed('the node has crashed'), { type: 'NodeCrashed', data: crash.data }],
  ],
  ['is being drained: a cancellation', [paused, draining], cancel(), [failed('cancelled')]],
  ['is being drained: the end', [paused, draining], complete, [drained]],
  ['is stopping: the end', [stopping], complete, [stopped]],
  ['is drained already: the end', [paused, draining, drained], complete, []],
  ['is being evicted: the end of a drain', [paused, draining, leaving], complete, [drained]],
])('a node that %s', (_, history, command, events) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .then(...events);
});

test.each<[string, readonly NodeEvent[], NodeCommand, StatusName, RegExp]>([
  ['down: a pause', [stopping, stopped], pause(), 'ERROR_CLUSTER_NODE_DOWN', /node-a is down$/],
  ['paused: a pause', [paused], pause(), 'ERROR_CLUSTER_NODE_PAUSED', /node-a is already paused$/],
  [
    'being drained: another drain',
    [paused, draining],
    drain(),
    'ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS',
    /node-a is already being drained: operation 1$/,
  ],
  ['up: a resume', [], resume, 'ERROR_CLUSTER_NODE_NOT_PAUSED', /node-a is Up$/],
  [
    'down and paused: a resume',
    [paused, stopping, stopped],
    resume,
    'ERROR_CLUSTER_NODE_NOT_PAUSED',
    /node-a is Down$/,
  ],
  ['down: a crash', [crashed], crash, 'ERROR_CLUSTER_NODE_ALREADY_DOWN', /node-a is already down$/],
  [
    'not being drained: a cancellation',
    [paused],
    cancel(),
    'ERROR_INVALID_STATE',
    /not under way$/,
  ],
  [
    'being drained in another operation: a cancellation',
    [paused, draining],
    cancel(SECOND),
    'ERROR_INVALID_STATE',
    /operation 2 is not under way$/,
  ],
  ['being evicted: a pause', [leaving], pause(), 'ERROR_CLUSTER_NODE_SHUTTING_DOWN', /evicted$/],
  [
    'being evicted: a start',
    [crashed, leaving],
    { type: 'StartNode', data: { operation: SECOND } },
    'ERROR_CLUSTER_NODE_SHUTTING_DOWN',
    /node-a is being evicted$/,
  ],
])('a node refuses while it is %s', (_, history, command, status, reason) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .refuses(status, reason);
});

const started: NodeEvent = { type: 'NodeStarted', data: { operation: SECOND } };
const UP = { state: 'Up', isPaused: false, drain: undefined, hasCrashed: false };

test.each<[string, readonly NodeEvent[], object]>([
  ['is opened', [], { ...UP, drainStatus: 'NotInitiated' }],
  ['stops', [stopping], { state: 'Up', drain: stopping.data, drainStatus: 'NotInitiated' }],
  ['has stopped', [stopping, stopped], { state: 'Down', drain: undefined, hasCrashed: false }],
  ['has crashed', [crashed], { state: 'Down', hasCrashed: true, crashedIn: FIRST }],
  ['is started', [crashed, started], { ...UP, startedAt: 2, ignoresPersistentState: false }],
  [
    'is started without its resources',
    [
      crashed,
      { type: 'NodeStarted', data: { operation: SECOND, ignorePersistentState: true } } as const,
    ],
    { ...UP, ignoresPersistentState: true },
  ],
  ['is paused', [paused], { state: 'Paused', isPaused: true, failback: 'none' }],
  ['was paused, and is started', [paused, crashed, started], { state: 'Paused', isPaused: true }],
  ['is drained', [paused, draining], { drain: draining.data, drainStatus: 'InProgress' }],
  ['was drained', [paused, draining, drained], { drain: undefined, drainStatus: 'Completed' }],
  ['was not drained', [paused, draining, failed('x')], { drainStatus: 'Failed' }],
  ['failed to stop', [stopping, failed('x')], { drain: undefined, drainStatus: 'NotInitiated' }],
  [
    'is resumed',
    [paused, draining, drained, { type: 'NodeResumed', data: resume.data }],
    { ...UP, failback: 'immediate', drainStatus: 'NotInitiated' },
  ],
  ['is being evicted', [leaving], { leaving: FIRST }],
  [
    'stays after all',
    [leaving, { type: 'NodeEvictionAbandoned', data: { operation: FIRST } }],
    { leaving: undefined },
  ],
  [
    'has crashed while a program held a key',
    [{ type: 'RegistryHeld', data: { key: 'SOFTWARE', holder: 'x' } }, crashed],
    { holds: new Map() },
  ],
])('the state of a node that %s', (_, history, state) => {
  expect([nodeOpened, ...history].reduce(node.evolve, node.initial)).toMatchObject(state);
});
