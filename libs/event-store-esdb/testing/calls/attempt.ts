import { type Fault, type Operation } from '../faults.js';
import { notLeader, notReady, unauthenticated } from './refusal.js';
import { type Served } from './served.js';

/**
 * A failure that does not come from the log: a write with an unknown outcome, or a write that was
 * not tried.
 */
export type Failure = Readonly<{ kind: 'timed-out' | 'not-ready' | 'access-denied' }>;

export type Request<T> = Readonly<{
  operation: Operation;
  /** The peer whose connection is cut. */
  peer: string;
  act: () => T;
}>;

/** Carries out a request, or fails as the due fault says. After a cut, no answer comes. */
export const attempt = async <T>(served: Served, request: Request<T>): Promise<T | Failure> => {
  const due = served.faults.take(request.operation);
  if (due === undefined) return request.act();
  const released = served.faults.released();
  const result = WRITES.has(due.fault) ? request.act() : undefined;
  due.met();
  switch (due.fault) {
    case 'cut-before':
    case 'cut-after':
      served.wire.cut(request.peer);
      return forever();
    case 'timeout':
      return { kind: 'timed-out' };
    case 'not-ready':
      return { kind: 'not-ready' };
    case 'access-denied':
      return { kind: 'access-denied' };
    case 'unauthenticated':
      throw unauthenticated();
    case 'not-leader':
      throw notLeader(served.wire.endpoint);
    case 'unavailable':
      throw notReady();
    case 'stall-before':
    case 'stall-after':
      await released;
      return result ?? request.act();
  }
};

const WRITES: ReadonlySet<Fault> = new Set(['cut-after', 'timeout', 'stall-after']);

const forever = (): Promise<never> => new Promise(() => undefined);
