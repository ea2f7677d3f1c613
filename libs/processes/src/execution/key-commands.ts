import { ClusterError } from '#clusapi';
import { streamName } from '#domain';
import {
  eventId,
  NO_STREAM,
  RevisionConflict,
  type EventStore,
  type Metadata,
  type Receipt,
} from '#event-store';

import { type CommandEnvelope } from './step.js';

type KeyStorage = Readonly<{ store: EventStore; cluster: string }>;

const NOTHING: Receipt = { events: [], revision: NO_STREAM };

/**
 * Writes, copies or erases sealed keys. A repeated command has no effect.
 *
 * @throws ClusterError NTE_BAD_KEYSET for a copy of erased keys
 */
export const executeKeyCommand = async (
  { store, cluster }: KeyStorage,
  { id, command }: Extract<CommandEnvelope, { kind: 'key' }>,
  { metadata }: { metadata: Metadata },
): Promise<Receipt> => {
  const stream = streamName(cluster, 'key', id);
  switch (command.type) {
    case 'SealKey':
      return seal({ store, stream }, command.data.sealed, metadata);
    case 'CopyKey': {
      const sealed = await sealedIn(store, streamName(cluster, 'key', command.data.from));
      const receipt =
        sealed === undefined ? NOTHING : await seal({ store, stream }, sealed, metadata);
      await requireSealed(store, stream);
      return receipt;
    }
    case 'EraseKey':
      if ((await sealedIn(store, stream)) !== undefined) await store.erase(stream);
      return NOTHING;
  }
};

/** The sealed text in a stream of keys; undefined if there is none, or if it was erased. */
export const sealedIn = async (store: EventStore, stream: string): Promise<string | undefined> => {
  for await (const { event } of store.readStream(stream, { limit: 1 }))
    return (event.data as { sealed: string }).sealed;
  return undefined;
};

/** Refuses a copy whose source no longer exists. */
const requireSealed = async (store: EventStore, stream: string): Promise<void> => {
  if ((await sealedIn(store, stream)) === undefined)
    throw new ClusterError('NTE_BAD_KEYSET', 'the keys were replaced or deleted in the meantime');
};

/** Seals the material once. The receipt is empty if the stream has its event already. */
const seal = async (
  { store, stream }: { store: EventStore; stream: string },
  sealed: string,
  metadata: Metadata,
): Promise<Receipt> => {
  const type = 'KeyMaterialSealed';
  const command = metadata.command.id;
  const id = eventId(command, { stream, revision: 0n, type });
  try {
    const event = { id, type, data: { sealed }, metadata };
    const { revision, position } = await store.append(stream, [event], NO_STREAM);
    return { events: [{ id, type, stream, revision, position, command }], revision };
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    return NOTHING;
  }
};
