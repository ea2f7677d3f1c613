import { randomUUID } from 'node:crypto';

import {
  jsonEvent,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type JSONEventData,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';

/** Credentials make the client use the unary append; a server without security ignores them. */
export const CREDENTIALS = { username: 'admin', password: 'changeit' } as const;

/** The two forms of append, and the options that select them. */
export const FORMS = [
  ['an append of a batch', {}],
  ['an append in a call of its own', { credentials: CREDENTIALS }],
] as const;

/** A stream that no other test uses. */
export const newStream = (kind: string): string => `${kind}-${randomUUID()}`;

export const newEvent = (
  type = 'happened',
  data: Record<string, number> = { n: 1 },
): JSONEventData => jsonEvent({ type, data });

export const newEvents = (count: number, type = 'happened'): JSONEventData[] =>
  Array.from({ length: count }, (_, n) => newEvent(type, { n }));

export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
};

export const revisionsOf = (events: readonly ResolvedEvent[]): bigint[] =>
  events.map(({ event }) => event?.revision ?? -1n);

/** The stream and the revision of each event, as text. */
export const placesOf = (events: readonly AllStreamResolvedEvent[]): string[] =>
  events.map(({ event }) => `${event?.streamId}@${event?.revision}`);

export const positionOf = (resolved: ResolvedEvent | undefined): Position => {
  const position = resolved?.event?.position;
  if (position === undefined) throw new Error('no event, or one without a position');
  return position;
};

export const places = (stream: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${stream}@${from + n}`);

/** A position after which only the test writes. */
export const here = async (client: EventStoreDBClient): Promise<Position> => {
  const { position } = await client.appendToStream(newStream('here'), newEvent());
  if (position === undefined) throw new Error('an append without a position');
  return position;
};
