import { type PastMoment } from '#engine';

import { type Fault } from '../http/answer/http-problem.js';
import { type Trial } from './trial.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** A trial at a past moment, for a thread. */
export type TrialOrder = Readonly<{ id: number; moment: PastMoment; trial: Trial }>;

/** A refusal of a whole trial. */
export type TrialProblem = Readonly<{
  status: number;
  slug: string;
  detail: string;
  errors?: readonly Fault[];
}>;

/** The answer to an order. */
export type TrialReport = Readonly<{ id: number }> &
  (
    | Readonly<{ answer: WhatIfShape }>
    | Readonly<{ problem: TrialProblem }>
    /** The reason, and true if the file of the read models is damaged. */
    | Readonly<{ failure: string; isDamage: boolean }>
  );

/** A thread that carries out trials, one after the other. */
export type TrialThread = Readonly<{
  on: (event: 'message' | 'error' | 'exit', listener: (value: unknown) => void) => unknown;
  postMessage: (order: TrialOrder) => void;
  terminate: () => Promise<unknown>;
}>;

/** Starts a thread for trials. */
export type StartTrials = () => TrialThread;
