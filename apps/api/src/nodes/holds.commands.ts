import { HoldRegistry, nodeState, ReleaseRegistry, type Changed } from '#application';
import { type NodeId } from '#domain';

import { command, receipt } from '../http/routes/command-route.js';
import { HoldBody } from './nodes.bodies.js';
import { KeyQuery } from '../registry/registry.bodies.js';
import { HOLDS_RECEIPT } from '../registry/registry-schemas.js';

const PATH = '/v1/nodes/:node/registry/holds';

const holdsOf = ({ state, subject }: Changed<Readonly<{ node: NodeId }>>): object => ({
  items: [...nodeState(state, subject.node).holds.values()],
});

/** The commands that hold subtrees open and release them. */
export const HOLD_COMMANDS = [
  command(`PUT ${PATH}`, {
    id: 'holdRegistry',
    summary: 'Holds a subtree open',
    answer: HOLDS_RECEIPT,
    isAtOnce: true,
    body: HoldBody,
    query: KeyQuery,
    toCommand: (caller, { params, body, query }) =>
      new HoldRegistry(caller, { ...params, ...query, ...body }),
    present: receipt(holdsOf),
  }),
  command(`DELETE ${PATH}`, {
    id: 'releaseRegistry',
    summary: 'Releases a subtree',
    answer: HOLDS_RECEIPT,
    isAtOnce: true,
    query: KeyQuery,
    toCommand: (caller, { params, query }) => new ReleaseRegistry(caller, { ...params, ...query }),
    present: receipt(holdsOf),
  }),
];
