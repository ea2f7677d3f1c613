import {
  constant,
  count,
  described,
  discriminated,
  flag,
  instant,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
  type Schema,
} from '../../http/schema/schema.js';
import { BACKUP_EVENTS } from './backup-events.js';
import { CLUSTER_EVENTS } from './cluster-events.js';
import { GROUP_EVENTS } from './group-events.js';
import { NODE_EVENTS } from './node-events.js';
import { RESOURCE_EVENTS } from './resource-events.js';

const ENVELOPE = {
  id: text,
  stream: text,
  revision: count,
  recordedAt: instant,
  actor: text,
  authentication: oneOf('none'),
  source: described(nullable(text), 'Network address of the caller'),
  command: object({ id: text, type: text }, { request: text }),
  operation: text,
  causation: described(text, 'Id of the event or command that led to this event'),
  rule: nullable(text),
  reason: described(nullable(text), 'The words of the operator'),
};

/** The place of an event that has happened. */
const PLACE = { position };

const DATA = {
  ...CLUSTER_EVENTS,
  ...NODE_EVENTS,
  ...GROUP_EVENTS,
  ...RESOURCE_EVENTS,
  ...BACKUP_EVENTS,
};

type Data = typeof DATA;

/** The JSON of an event, with the data of its type. */
export type EventShape = {
  [Type in keyof Data]: Readonly<{ type: Type; data: Of<Data[Type]>; clockWentBack?: boolean }> & {
    readonly [Name in keyof typeof ENVELOPE]: Of<(typeof ENVELOPE)[Name]>;
  } & { readonly position: string };
}[keyof Data];

const WENT_BACK = { clockWentBack: flag };

type Row = readonly [type: string, data: Schema];

/** An event of one type; its schema has the name of the type. */
const eventOf = ([type, data]: Row): Schema<EventShape> => {
  const shape = object({ ...ENVELOPE, ...PLACE, type: constant(type), data }, WENT_BACK);
  // The table pairs each type with its data; TypeScript does not follow the pair through a loop.
  return named(type, shape as Schema as Schema<EventShape>);
};

export const EVENT = named('Event', discriminated('type', Object.entries(DATA).map(eventOf)));

/** The JSON of an event that has not happened. */
export type WouldBeEventShape = Omit<EventShape, 'position'>;

const wouldBe = ([type, data]: Row): Schema<WouldBeEventShape> => {
  const shape = object({ ...ENVELOPE, type: constant(type), data });
  return named(`WouldBe${type}`, shape as Schema as Schema<WouldBeEventShape>);
};

/** An event that has not happened, and so has no position. */
export const WOULD_BE_EVENT = named(
  'WouldBeEvent',
  discriminated('type', Object.entries(DATA).map(wouldBe)),
);
