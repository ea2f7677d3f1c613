import { type Recorded } from '#event-store';

/** The data of any event; a plain fold reads the fields that it needs. */
export type Data = Readonly<Record<string, unknown>>;

export const dataOf = ({ event }: Recorded): Data => event.data as Data;

/** The kind of the aggregate of a stream: cluster, node, group or resource. */
export const kindOf = ({ stream }: Recorded): string => /\.(\w+)-/.exec(stream)?.[1] ?? '';

/** The id of the aggregate of a stream. */
export const idOf = ({ stream }: Recorded): string => stream.replace(/^[^-]*-/, '');

/** True if an event is about a thing: it is of its stream, or one of the fields names it. */
export const isAbout = (recorded: Recorded, id: string): boolean => {
  const { node, group, resource, checkpoint, from, to, owner } = dataOf(recorded);
  return [idOf(recorded), node, group, resource, checkpoint, from, to, owner].includes(id);
};

/** A moment as a question names it, and the events up to it. */
export type At = Readonly<{
  /** A position or an instant. */
  text: string;
  position: number;
  events: readonly Recorded[];
}>;

/** A log that was read once, from its first event to its last. */
export class WholeLog {
  constructor(readonly events: readonly Recorded[]) {}

  /** The events up to one of them, by its place from 0. */
  upTo(place: number): At {
    const events = this.events.slice(0, place + 1);
    const position = Number(events.at(-1)?.position ?? 0n);
    return { text: String(position), position, events };
  }

  /** The events up to the last one that was recorded not later than one of them. */
  byTimeOf(place: number): At {
    const recordedAt = this.events[place]?.recordedAt ?? new Date(0);
    const last = this.events.findLastIndex((one) => one.recordedAt <= recordedAt);
    return { ...this.upTo(last), text: recordedAt.toISOString() };
  }
}
