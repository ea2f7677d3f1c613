import { type EventType } from '../../words/bookkeeping.js';
import { type IconName } from '../../ui/marks/icon.js';

type Look = Readonly<{ icon: IconName; tone: 'critical' | 'warning' | 'ok' | 'quiet' }>;

/** From the first pattern on that a type has. */
const LOOKS: readonly (readonly [RegExp, Look])[] = [
  [/Failed$|Crashed$|Violated$/, { icon: 'failed', tone: 'critical' }],
  [/Denied$|Abandoned$|Held$|Revealed$/, { icon: 'warning', tone: 'warning' }],
  [/Online$/, { icon: 'online', tone: 'ok' }],
  [/Offline$|Stopped$/, { icon: 'offline', tone: 'quiet' }],
  [/OwnerChanged$|MoveStarted$/, { icon: 'arrow', tone: 'quiet' }],
  [/^Registry(Changed|Restored)$/, { icon: 'registry', tone: 'quiet' }],
  [/Captured$/, { icon: 'copy', tone: 'quiet' }],
  [/Completed$/, { icon: 'ok', tone: 'ok' }],
  [/Started$/, { icon: 'pending', tone: 'quiet' }],
];

const USUAL: Look = { icon: 'events', tone: 'quiet' };

/** The shape beside an event; its text says the same. */
export const lookOf = (type: EventType): Look =>
  LOOKS.find(([pattern]) => pattern.test(type))?.[1] ?? USUAL;
