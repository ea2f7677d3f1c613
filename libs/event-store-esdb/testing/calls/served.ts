import { type EventLog } from '../log/event-log.js';
import { type Faults } from '../faults.js';
import { type Wire } from '../wire.js';

/** The parts that the calls work on. */
export type Served = Readonly<{
  log: EventLog;
  faults: Faults;
  wire: Wire;
  /** The most bytes that one append may have. */
  maxAppendSize: number;
  /**
   * The number of messages that may wait for a live subscriber before it is dropped as too slow.
   */
  liveBuffer: number;
}>;
