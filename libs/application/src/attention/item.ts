import { hash } from 'node:crypto';

import { type Occurrence } from '#domain';

import { type Remedy } from '../remedies/remedy.js';

/** From the most urgent on. */
export const SEVERITIES = ['critical', 'warning'] as const;

export const ATTENTION_KINDS = [
  'unrestored',
  'failed',
  'held',
  'parked',
  'retry-due',
  'clobber',
  'drift',
  'lost-write',
  'backup-overdue',
] as const;

/** A thing that needs an operator. */
export type AttentionThing = Readonly<{
  kind: 'checkpoint' | 'hold' | 'resource' | 'event' | 'lost-write' | 'backup';
  /** The id of the thing; that of the node for a hold. */
  id: string;
  /** Its name, its key or container as typed, the type of an event, or the folder of a backup. */
  name: string;
  resource?: string;
  node?: string;
}>;

/** Something that needs an operator now, and the request that mends it. */
export type AttentionItem = Readonly<{
  severity: (typeof SEVERITIES)[number];
  kind: (typeof ATTENTION_KINDS)[number];
  thing: AttentionThing;
  /** The event with which it began; undefined if it is not known. */
  since: Pick<Occurrence, 'position' | 'recordedAt'> | undefined;
  /** The time at which the service tries again by itself; milliseconds since 1970. */
  due?: number;
  detail: string;
  remedy: Remedy;
}>;

const WIDTH = 20;
const DIGITS = 16;
/** An item without a known beginning comes after the others of its severity. */
const LAST = '9'.repeat(WIDTH);

/**
 * The place of an item in the list: by severity, then by its beginning. It sorts as a text, and is
 * short however long the key of the item is.
 */
export const placeOf = ({ severity, kind, thing, since }: AttentionItem): string => {
  const begun = since?.position.padStart(WIDTH, '0') ?? LAST;
  const name = hash('sha256', thing.name).slice(0, DIGITS);
  return [SEVERITIES.indexOf(severity), begun, kind, thing.id, name].join('/');
};
