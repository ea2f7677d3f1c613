import { type Pause, type Recorded } from '#event-store';

import { type StateSeed } from '../past/past-states.js';
import { type SecuredBefore } from '../ledger/keys/secured.js';
import { type LogSource, type ProgressListener } from './projecting.js';

/** The settings of a projection. */
export type ProjectionOptions = Readonly<{
  file: string;
  log: LogSource;
  /** The identity of the log, as from `logId`; looked up if absent. */
  id?: string | null;
  cluster: string;
  /** The number of events between two kept states; a past state is folded over no more events. */
  keepEvery?: number;
  /** A state that is at hand, from which later ones are folded. */
  seed?: StateSeed | undefined;
  /** Finds what was secured at an earlier moment; absent where the file has it. */
  securedThen?: SecuredBefore | undefined;
  /** True if a reader uses this connection: it would see an open transaction. */
  isShared?: boolean;
  /** Called with every event before it is projected. Its error parks the event. */
  inspect?: (recorded: Recorded) => void;
  /** A file up to this size, in bytes, is checked completely when it is opened. */
  small?: number;
  /** The pause before the log is asked again after a refusal. */
  pause?: Pause;
}> &
  ProgressListener;
