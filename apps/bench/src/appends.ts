import { NO_STREAM, type EventStore, type NewEvent } from '#event-store';

import { idFor } from './names.js';

/** The number of producers that append at once, each to a stream of its own. */
export const PRODUCERS = 64;

const eventAt = (number: number): NewEvent => ({
  id: idFor(`event ${number}`),
  type: 'RegistryChanged',
  data: {
    changes: [
      {
        op: 'set',
        key: 'SOFTWARE\\Contoso\\App',
        name: 'Port',
        value: { type: 'REG_DWORD', number },
      },
    ],
  },
  metadata: {
    actor: 'bench',
    authentication: 'none',
    source: '127.0.0.1',
    command: { id: idFor(`command ${number}`), type: 'ChangeRegistry', request: 'ab'.repeat(32) },
    operation: idFor(`operation ${number}`),
    causation: idFor(`command ${number}`),
  },
});

export const eventsFor = (count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, index) => eventAt(index));

export const streamAt = (cluster: string, producer: number): string =>
  `${cluster}.node-${idFor(`node ${producer}`)}`;

/** Appends one event to a stream at a revision; returns its new revision. */
export type AppendOne = (stream: string, event: NewEvent, expected: bigint) => Promise<bigint>;

export const appendTo =
  (store: EventStore): AppendOne =>
  async (stream, event, expected) =>
    (await store.append(stream, [event], expected)).revision;

/** Appends one event after the other on each of several streams at once. */
export const produce = async (
  append: AppendOne,
  events: readonly NewEvent[],
  { producers, cluster }: Readonly<{ producers: number; cluster: string }>,
): Promise<void> => {
  const one = async (producer: number): Promise<void> => {
    const stream = streamAt(cluster, producer);
    let revision = NO_STREAM;
    for (let at = producer; at < events.length; at += producers) {
      const event = events[at];
      if (event !== undefined) revision = await append(stream, event, revision);
    }
  };
  await Promise.all(Array.from({ length: producers }, (_, producer) => one(producer)));
};
