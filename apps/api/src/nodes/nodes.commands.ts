import {
  AddNode,
  CrashNode,
  EvictNode,
  given,
  malformed,
  PauseNode,
  ResumeNode,
  StartNode,
  StopNode,
  type Changed,
  type DrainOptions,
} from '#application';
import { type NodeId } from '#domain';

import { command, created, receipt } from '../http/routes/command-route.js';
import { shapeOf } from '../shapes/shapes.js';
import { AddNodeBody, DrainBody, PauseBody, ResumeBody, StartBody } from './nodes.bodies.js';
import { unsecuredShape } from '../registry/unsecured-shape.js';
import { EVICTION_RECEIPT } from '../registry/registry-schemas.js';
import { NODE_RECEIPT } from '../shapes/thing-schemas.js';

type ChangedNode = Changed<Readonly<{ node: NodeId }>>;

const nodeOf = ({ state, subject, now }: ChangedNode): object => shapeOf(state, subject, now);

/**
 * @throws RequestRefusal if options of a drain come without `drain`
 */
const drainIn = ({ drain, ...options }: PauseBody): DrainOptions | undefined => {
  if (drain === true) return options;
  const [field] = Object.keys(given(options));
  if (field !== undefined) throw malformed(`/${field}`, 'goes with "drain": true');
  return undefined;
};

/** The commands of nodes. */
export const NODE_COMMANDS = [
  command('POST /v1/nodes', {
    id: 'addNode',
    summary: 'Adds a node in the state Up',
    answer: NODE_RECEIPT,
    status: 201,
    body: AddNodeBody,
    toCommand: (caller, { body }) => new AddNode(caller, body),
    present: created(({ node }) => `/v1/nodes/${node}`, nodeOf),
  }),
  command('DELETE /v1/nodes/:node', {
    id: 'evictNode',
    summary: 'Evicts a node that is Down and owns no group',
    answer: EVICTION_RECEIPT,
    toCommand: (caller, { params }) => new EvictNode(caller, params),
    present: receipt(async ({ events, subject: { node } }: ChangedNode, { cluster }) => ({
      id: node,
      unsecured: await unsecuredShape(cluster, node, events),
    })),
  }),
  command('POST /v1/nodes/:node/start', {
    id: 'startNode',
    summary: 'Starts a node that is Down',
    answer: NODE_RECEIPT,
    body: StartBody,
    toCommand: (caller, { params, body }) => new StartNode(caller, { ...params, ...body }),
    present: receipt(nodeOf),
  }),
  command('POST /v1/nodes/:node/stop', {
    id: 'stopNode',
    summary: 'Stops a node; its groups move away first',
    answer: NODE_RECEIPT,
    toCommand: (caller, { params }) => new StopNode(caller, params),
    present: receipt(nodeOf),
  }),
  command('POST /v1/nodes/:node/crash', {
    id: 'crashNode',
    summary: 'Declares that a node has crashed; its groups fail over',
    answer: NODE_RECEIPT,
    toCommand: (caller, { params }) => new CrashNode(caller, params),
    present: receipt(nodeOf),
  }),
  command('POST /v1/nodes/:node/pause', {
    id: 'pauseNode',
    summary: 'Pauses a node: it takes no groups and brings nothing online',
    answer: NODE_RECEIPT,
    body: PauseBody,
    toCommand: (caller, { params, body }) =>
      new PauseNode(caller, { ...params, drain: drainIn(body) }),
    present: receipt(nodeOf),
  }),
  command('POST /v1/nodes/:node/drain', {
    id: 'drainNode',
    summary: 'Pauses a node and moves its groups away',
    answer: NODE_RECEIPT,
    body: DrainBody,
    toCommand: (caller, { params, body }) => new PauseNode(caller, { ...params, drain: body }),
    present: receipt(nodeOf),
  }),
  command('POST /v1/nodes/:node/resume', {
    id: 'resumeNode',
    summary: 'Resumes a paused node',
    answer: NODE_RECEIPT,
    body: ResumeBody,
    toCommand: (caller, { params, body }) => new ResumeNode(caller, { ...params, ...body }),
    present: receipt(nodeOf),
  }),
];
