import { type sendUnaryData } from '@grpc/grpc-js';

import { refusalFor } from './refusal.js';

/** Answers a call that has one answer with what the work comes to. */
export const respond = <T>(answer: sendUnaryData<T>, work: () => Promise<T>): void => {
  work().then(
    (response) => {
      answer(null, response);
    },
    (error: unknown) => {
      answer(refusalFor(error));
    },
  );
};

type Placed<T> = Readonly<{
  setCommitPosition: (value: string) => T & Placed<T>;
  setPreparePosition: (value: string) => T;
}>;

/** Fills in where a write stands in the log. */
export const at = <T>(position: bigint, message: Placed<T>): T =>
  message.setCommitPosition(String(position)).setPreparePosition(String(position));
