import { type EventLog } from '../log/event-log.js';
import { type Faults } from '../faults.js';
import { type Wire } from '../wire.js';

/** What the calls work on. */
export type Served = Readonly<{
  log: EventLog;
  faults: Faults;
  wire: Wire;
  /** The most that one append may bring, in bytes. */
  maxAppendSize: number;
  /** How many messages may wait for a live subscriber before it is dropped as too slow. */
  liveBuffer: number;
}>;
