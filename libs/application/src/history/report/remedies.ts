import { type LostWrite } from '#read-models';
import { valueToJson } from '#registry';

import {
  bringOnline,
  keepLive,
  nodeBack,
  release,
  restoreOnline,
  type Remedy,
} from '../../remedies/remedy.js';
import { type FailedResource, type FailedRestore } from './troubles.js';

/** The state that an operation left behind, in names. */
export type Aftermath = Readonly<{
  id: string;
  status: 'running' | 'completed' | 'failed';
  /** The operation moves groups, and none of its nodes could take one. */
  lacksNode: boolean;
  restores: readonly FailedRestore[];
  resources: readonly FailedResource[];
  /** The nodes that could take no group at the end of the operation. */
  nodes: readonly Readonly<{ node: string; is: 'down' | 'paused' }>[];
  lost: readonly Pick<LostWrite, 'rule' | 'node' | 'resource' | 'key' | 'name' | 'lost'>[];
}>;

/** The requests that mend what an operation left behind, in the order in which to send them. */
export const remediesOf = (aftermath: Aftermath): readonly Remedy[] => [
  ...aftermath.restores.flatMap(releases),
  ...(aftermath.lacksNode ? aftermath.nodes.map(nodeBack) : []),
  ...(aftermath.status === 'failed' ? [retry(aftermath.id)] : []),
  ...(aftermath.status === 'completed' ? aftermath.restores.flatMap(restores) : []),
  ...(aftermath.status === 'failed' ? [] : aftermath.resources.map(online)),
  ...rewrites(aftermath.lost),
];

const releases = ({ holder, node, heldKey: key }: FailedRestore): readonly Remedy[] =>
  holder === undefined || key === undefined ? [] : [release({ holder, node, key })];

const retry = (id: string): Remedy => ({
  text: 'Retry the operation.',
  method: 'POST',
  path: `/v1/operations/${encodeURIComponent(id)}/retry`,
});

/** The two ways out of a missing restore. */
const restores = (failed: FailedRestore): readonly Remedy[] => {
  const kept = keepLive(failed);
  return [restoreOnline(failed, failed.capture), { ...kept, text: `Or ${lowerFirst(kept.text)}` }];
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const online = ({ resource }: FailedResource): Remedy =>
  bringOnline(resource, ', once the reason of its failure is mended');

/** One request for each node that lost edits of registry values. */
const rewrites = (lost: Aftermath['lost']): readonly Remedy[] => {
  const edits = lost.filter(({ rule, name, lost: side }) => rule !== null && isValue(name, side));
  return [...Map.groupBy(edits, ({ node }) => node)].map(([node, rows]) => ({
    text: `Write the lost values on ${node} again while ${[...new Set(rows.map(({ resource }) => resource))].join(', ')} is online there.`,
    method: 'PATCH',
    path: `/v1/nodes/${encodeURIComponent(node)}/registry`,
    body: { changes: rows.flatMap(changeOf) },
  }));
};

const isValue = (name: string | null, side: LostWrite['lost']): boolean =>
  name !== null && (side === undefined || 'value' in side);

const changeOf = ({ key, name, lost }: Aftermath['lost'][number]): readonly object[] => {
  if (name === null) return [];
  if (lost === undefined) return [{ op: 'delete-value', key, name }];
  return 'value' in lost ? [{ op: 'set', key, name, value: valueToJson(lost.value) }] : [];
};
