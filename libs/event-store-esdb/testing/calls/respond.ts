import { type sendUnaryData } from '@grpc/grpc-js';

import { refusalFor } from './refusal.js';

/** Answers a unary call with the result of the work. */
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

/** Fills in the place of a write in the log. */
export const at = <T>(position: bigint, message: Placed<T>): T =>
  message.setCommitPosition(String(position)).setPreparePosition(String(position));
