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

const NOTHING: Receipt = { events: [], revision: NO_STREAM, position: undefined } as never;

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
      await seal({ store, stream }, command.data.sealed, metadata);
      return NOTHING;
    case 'CopyKey': {
      const sealed = await sealedIn(store, streamName(cluster, 'key', command.data.from));
      if (sealed !== undefined) await seal({ store, stream }, sealed, metadata);
      await requireSealed(store, stream);
      return NOTHING;
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

const seal = async (
  { store, stream }: { store: EventStore; stream: string },
  sealed: string,
  metadata: Metadata,
): Promise<void> => {
  const type = 'KeyMaterialSealed';
  const id = eventId(metadata.command.id, { stream, revision: 0n, type });
  try {
    await store.append(stream, [{ id, type, data: { sealed }, metadata }], NO_STREAM);
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
  }
};
