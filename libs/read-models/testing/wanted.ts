import { type Recorded } from '#event-store';
import { foldName, type RegistryChange } from '#registry';

export const isAdded = ({ event }: Recorded): boolean => event.type === 'RegistryCheckpointAdded';

export const between =
  (first: Recorded | undefined, last: Recorded | undefined) =>
  ({ position }: Recorded): boolean =>
    position >= (first?.position ?? 0n) && position <= (last?.position ?? 0n);

/** True if an event belongs to the stream of a thing, or names the thing. */
export const mentions = ({ stream, event }: Recorded, id: string): boolean =>
  stream.endsWith(id) || Object.values(event.data).includes(id);

/**
 * True if an event changes a key or its subtree, deletes a key above it, or stages such a change;
 * found by a search of the whole log.
 */
export const touchesKey = (log: readonly Recorded[], recorded: Recorded, key: string): boolean => {
  if (!/^Registry(Changed|Restored|ChangesStaged)$/.test(recorded.event.type)) return false;
  const { changes, staged } = recorded.event.data as {
    changes: RegistryChange[];
    staged?: { set: string };
  };
  const parts = log
    .filter(({ stream, event }) => stream === recorded.stream && event.type.endsWith('Staged'))
    .map(({ event }) => event.data as { set: string; changes: RegistryChange[] })
    .filter(({ set }) => set === staged?.set);
  const isAtOrBelow = (one: string, other: string): boolean =>
    `${foldName(one)}\\`.startsWith(`${foldName(other)}\\`);
  return [...changes, ...parts.flatMap((part) => part.changes)].some(
    (change) =>
      isAtOrBelow(change.key, key) || (change.op === 'delete-key' && isAtOrBelow(key, change.key)),
  );
};
