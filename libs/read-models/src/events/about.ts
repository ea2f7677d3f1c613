import { parseStream } from '#domain';
import { type Recorded } from '#event-store';

/** The fields of an event's data that name the things it is about. */
const ABOUT = ['node', 'group', 'resource', 'checkpoint', 'from', 'to', 'owner'] as const;

/** The ids of the things that an event is about: its aggregate, and those that its data name. */
export const thingsOf = (aggregate: string, data: object): readonly string[] => {
  const fields = data as Readonly<Record<string, unknown>>;
  const named = ABOUT.map((field) => fields[field]);
  return [aggregate, ...named.filter((value) => typeof value === 'string')];
};

/** True if an event is about a thing. */
export const isAbout = ({ stream, event }: Recorded, thing: string): boolean =>
  thingsOf(parseStream(stream)?.id ?? '', event.data).includes(thing);
