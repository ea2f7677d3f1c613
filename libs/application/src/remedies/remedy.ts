/** A request that mends something, and why. Things are addressed by name or id. */
export type Remedy = Readonly<{
  text: string;
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  body?: Readonly<Record<string, unknown>>;
}>;

/** A checkpoint whose copy is missing on a node. `key`: the key or the container, as typed. */
type MissingCopy = Readonly<{ resource: string; checkpoint: string; key: string; node: string }>;

const segment = encodeURIComponent;

const pathOf = ({
  resource,
  checkpoint,
}: Readonly<{ resource: string; checkpoint: string }>): string =>
  `/v1/resources/${segment(resource)}/checkpoints/${segment(checkpoint)}`;

/** Releases a hold. @param key the physical key that is held */
export const release = ({
  holder,
  node,
  key,
}: Readonly<{ holder: string; node: string; key: string }>): Remedy => ({
  text: `Stop ${holder} on ${node}, and release its hold.`,
  method: 'DELETE',
  path: `/v1/nodes/${segment(node)}/registry/holds?key=${segment(key)}`,
});

/** Makes a node take groups again. */
export const nodeBack = ({
  node,
  is,
}: Readonly<{ node: string; is: 'down' | 'paused' }>): Remedy =>
  is === 'down'
    ? { text: `Start ${node}.`, method: 'POST', path: `/v1/nodes/${segment(node)}/start` }
    : { text: `Resume ${node}.`, method: 'POST', path: `/v1/nodes/${segment(node)}/resume` };

/** Puts a capture onto the node of an online resource. @param capture the newest if undefined */
export const restoreOnline = (missing: MissingCopy, capture?: number): Remedy => ({
  text: `Restore ${capture === undefined ? 'the newest capture' : `capture ${capture}`} of ${missing.key} onto ${missing.node}, although ${missing.resource} runs there.`,
  method: 'POST',
  path: `${pathOf(missing)}/restore`,
  body: {
    ...(capture !== undefined && { capture }),
    force: true,
    reason: 'the restore failed',
  },
});

/** Takes the content of the node as the stored copy. */
export const keepLive = (missing: MissingCopy): Remedy => ({
  text: `Keep the content of ${missing.key} on ${missing.node} as the stored copy.`,
  method: 'POST',
  path: `${pathOf(missing)}/recapture`,
  body: { reason: 'the content on the node is right' },
});

/** Deletes a checkpoint. @param why the end of the sentence */
export const deleteCheckpoint = (
  checkpoint: Readonly<{ resource: string; checkpoint: string; key: string }>,
  why: string,
): Remedy => ({
  text: `Delete the checkpoint of ${checkpoint.resource} on ${checkpoint.key}${why}.`,
  method: 'DELETE',
  path: pathOf(checkpoint),
});

/** Sets the provider that an empty provider name means on a node. */
export const setProvider = ({
  node,
  type,
  provider,
}: Readonly<{ node: string; type: number; provider: string }>): Remedy => ({
  text: `Set the default provider of type ${type} on ${node}.`,
  method: 'PUT',
  path: `/v1/nodes/${segment(node)}/default-providers/${type}`,
  body: { provider },
});

/** Brings a resource online. @param when the end of the sentence */
export const bringOnline = (resource: string, when: string): Remedy => ({
  text: `Bring ${resource} online${when}.`,
  method: 'POST',
  path: `/v1/resources/${segment(resource)}/online`,
});

/** Moves a group to the best node. */
export const moveGroup = (group: string): Remedy => ({
  text: `Move ${group} to a node that can host it.`,
  method: 'POST',
  path: `/v1/groups/${segment(group)}/move`,
});

/** Lets a resource run on a node. */
export const allowNode = (resource: string, node: string): Remedy => ({
  text: `Make ${node} a possible owner of ${resource}.`,
  method: 'PUT',
  path: `/v1/resources/${segment(resource)}/possible-owners/${segment(node)}`,
});

/** Puts the content of a lost write back. @param name that of its place */
export const recoverLost = (id: string, name: string): Remedy => ({
  text: `Put the lost content of ${name} back.`,
  method: 'POST',
  path: `/v1/lost-writes/${segment(id)}/recover`,
  body: { reason: 'the edit should not have been lost' },
});

/** Leaves a lost write lost. @param why the end of the sentence */
export const acknowledgeLost = (id: string, why: string): Remedy => ({
  text: `Leave it lost: ${why}.`,
  method: 'POST',
  path: `/v1/lost-writes/${segment(id)}/acknowledge`,
  body: { reason: why },
});

/** Keeps a resource off a node. */
export const forbidNode = (resource: string, node: string): Remedy => ({
  text: `Keep ${resource} off ${node} until somebody has looked at it there.`,
  method: 'DELETE',
  path: `/v1/resources/${segment(resource)}/possible-owners/${segment(node)}`,
});

/** Makes edits of a node on another one too, where they are captured. */
export const makeEdits = ({
  from,
  to,
  changes,
}: Readonly<{
  from: string;
  to: string;
  changes: readonly Readonly<Record<string, unknown>>[];
}>): Remedy => ({
  text: `If the edits of ${from} are right, make them on ${to} too, where they are captured.`,
  method: 'PATCH',
  path: `/v1/nodes/${segment(to)}/registry`,
  body: { changes, reason: `the same as on ${from}` },
});
