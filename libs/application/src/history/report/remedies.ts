import { type LostWrite } from '#read-models';
import { valueToJson } from '#registry';

import { type FailedResource, type FailedRestore } from './troubles.js';

/** A request that mends something that an operation left behind, and why. */
export type Remedy = Readonly<{
  text: string;
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: Readonly<Record<string, unknown>>;
}>;

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

const segment = encodeURIComponent;

const releases = ({ holder, node, heldKey }: FailedRestore): readonly Remedy[] =>
  holder === undefined || heldKey === undefined
    ? []
    : [
        {
          text: `Stop ${holder} on ${node}, and release its hold.`,
          method: 'DELETE',
          path: `/v1/nodes/${segment(node)}/registry/holds?key=${segment(heldKey)}`,
        },
      ];

const nodeBack = ({ node, is }: Aftermath['nodes'][number]): Remedy =>
  is === 'down'
    ? { text: `Start ${node}.`, method: 'POST', path: `/v1/nodes/${segment(node)}/start` }
    : { text: `Resume ${node}.`, method: 'POST', path: `/v1/nodes/${segment(node)}/resume` };

const retry = (id: string): Remedy => ({
  text: 'Retry the operation.',
  method: 'POST',
  path: `/v1/operations/${segment(id)}/retry`,
});

/** The two ways out of a missing restore. */
const restores = ({
  resource,
  checkpoint,
  capture,
  key,
  node,
}: FailedRestore): readonly Remedy[] => {
  const path = `/v1/resources/${segment(resource)}/checkpoints/${segment(checkpoint)}`;
  return [
    {
      text: `Restore capture ${capture} of ${key} onto ${node}, although ${resource} runs there.`,
      method: 'POST',
      path: `${path}/restore`,
      body: { capture, force: true, reason: 'the restore failed' },
    },
    {
      text: `Or keep the content of ${key} on ${node} as the stored copy.`,
      method: 'POST',
      path: `${path}/recapture`,
      body: { reason: 'the content on the node is right' },
    },
  ];
};

const online = ({ resource }: FailedResource): Remedy => ({
  text: `Bring ${resource} online, once the reason of its failure is mended.`,
  method: 'POST',
  path: `/v1/resources/${segment(resource)}/online`,
});

/** One request for each node that lost edits of registry values. */
const rewrites = (lost: Aftermath['lost']): readonly Remedy[] => {
  const edits = lost.filter(({ rule, name, lost: side }) => rule !== null && isValue(name, side));
  return [...Map.groupBy(edits, ({ node }) => node)].map(([node, rows]) => ({
    text: `Write the lost values on ${node} again while ${[...new Set(rows.map(({ resource }) => resource))].join(', ')} is online there.`,
    method: 'PATCH',
    path: `/v1/nodes/${segment(node)}/registry`,
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
