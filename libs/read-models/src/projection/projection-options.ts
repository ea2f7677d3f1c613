import { type Pause, type Recorded } from '#event-store';

import { type LogSource, type Told } from './projecting.js';

/** What a projection is opened with. */
export type ProjectionOptions = Readonly<{
  file: string;
  log: LogSource;
  /** Which log that is, as `logId` says; it is asked without. */
  id?: string | null;
  cluster: string;
  /** After so many events the aggregates' states are kept: a past one is folded over no more. */
  keepEvery?: number;
  /** Whether somebody reads by this connection, who would see a transaction that is open. */
  isShared?: boolean;
  /** Given every event before it is projected; what it throws parks the event. */
  inspect?: (recorded: Recorded) => void;
  /** A file up to so many bytes is read whole before anything is answered from it. */
  small?: number;
  /** Before the log is asked again, where it was refused. */
  pause?: Pause;
}> &
  Told;
