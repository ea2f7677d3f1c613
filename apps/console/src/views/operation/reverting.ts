import { type Action } from '../../actions/action.js';
import { type Schemas } from '../../api/client.js';

type Restore = Schemas['OperationReport']['restores'][number];
type Change = Restore['changes'][number];

/** The moment just before an event. */
export const momentBefore = (position: string): string => {
  const before = BigInt(position) - 1n;
  return String(before < 0n ? 0n : before);
};

/** False for the change of a key container, which is no place of a registry. */
export const isRegistryChange = ({ before, after }: Change): boolean =>
  [before, after].every((side) => side === null || side === true || !('fingerprint' in side));

/** Brings one place of a node back to what it was before the operation. */
export const revertPlace = ({ key, name }: Change, node: string, before: string): Action => ({
  title: `Revert ${name === null || name === '' ? key : name} on ${node}`,
  confirm: 'Revert',
  command: () => ({
    method: 'POST',
    path: `/v1/nodes/${encodeURIComponent(node)}/registry/revert`,
    body: { key, ...(name !== null && { name }), to: { at: before } },
  }),
});

/** Brings a checkpoint back to the content that it had before the operation. */
export const revertCheckpoint = ({ checkpoint, resource }: Restore, before: string): Action => ({
  title: `Revert a checkpoint of ${resource} to before the operation`,
  confirm: 'Revert',
  command: () => ({
    method: 'POST',
    path: `/v1/resources/${encodeURIComponent(resource)}/checkpoints/${encodeURIComponent(checkpoint)}/revert`,
    body: { to: { at: before } },
  }),
});
