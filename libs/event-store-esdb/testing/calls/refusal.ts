import { Metadata, status } from '@grpc/grpc-js';

import { type Endpoint } from '../wire.js';

/** A call that ends with a status other than OK, in the server's words. */
export class Refusal extends Error {
  readonly metadata = new Metadata();

  constructor(
    readonly code: status,
    readonly details: string,
    metadata: Readonly<Record<string, string>> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(metadata)) this.metadata.set(key, value);
  }
}

export const streamDeleted = (stream: string): Refusal =>
  new Refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const removalConflict = (stream: string, expected: bigint, actual: bigint): Refusal =>
  new Refusal(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );

export const appendTooBig = (maximum: number): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${maximum} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maximum),
  });

export const notLeader = ({ host, port }: Endpoint): Refusal =>
  new Refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

export const notReady = (): Refusal => new Refusal(status.UNAVAILABLE, 'Server Is Not Ready');

export const accessDenied = (): Refusal =>
  new Refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const unauthenticated = (): Refusal =>
  new Refusal(status.UNAUTHENTICATED, 'Unauthenticated');

export const timedOut = (reason: string): Refusal =>
  new Refusal(status.ABORTED, `Operation timed out: ${reason}`);

export const readFailed = (of: 'ReadStreamResult' | 'ReadAllResult'): Refusal =>
  new Refusal(status.UNKNOWN, `Unexpected ${of}: Error`);

/** The server's answer to its own defects and to most requests without a meaning. */
export const handlerFailed = (): Refusal =>
  new Refusal(status.UNKNOWN, 'Exception was thrown by handler.');

/** The refusal for an error that a call has thrown. */
export const refusalFor = (error: unknown): Refusal =>
  error instanceof Refusal ? error : handlerFailed();
