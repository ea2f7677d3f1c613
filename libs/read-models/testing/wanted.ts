import { type Recorded } from '#event-store';
import { foldName } from '#registry';

export const isAdded = ({ event }: Recorded): boolean => event.type === 'RegistryCheckpointAdded';

export const between =
  (first: Recorded | undefined, last: Recorded | undefined) =>
  ({ position }: Recorded): boolean =>
    position >= (first?.position ?? 0n) && position <= (last?.position ?? 0n);

/** True if an event belongs to the stream of a thing, or names the thing. */
export const mentions = ({ stream, event }: Recorded, id: string): boolean =>
  stream.endsWith(id) || Object.values(event.data).includes(id);

/** True if an event changes a key or its subtree, found by a search of the whole log. */
export const touchesKey = (log: readonly Recorded[], recorded: Recorded, key: string): boolean => {
  if (!/^Registry(Changed|Restored)$/.test(recorded.event.type)) return false;
  const { changes, staged } = recorded.event.data as {
    changes: { key: string }[];
    staged?: { set: string };
  };
  const parts = log
    .filter(({ stream, event }) => stream === recorded.stream && event.type.endsWith('Staged'))
    .map(({ event }) => event.data as { set: string; changes: { key: string }[] })
    .filter(({ set }) => set === staged?.set);
  return [...changes, ...parts.flatMap((part) => part.changes)].some((change) =>
    `${foldName(change.key)}\\`.startsWith(`${foldName(key)}\\`),
  );
};
