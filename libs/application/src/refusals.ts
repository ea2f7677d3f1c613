import { ClusterError, type StatusName } from '#clusapi';

/** A wrong place in a request, as a JSON pointer, and the reason. */
export type Fault = Readonly<{ pointer: string; detail: string }>;

/** The kinds of refusals that have no Win32 status. */
export type RequestRefusalKind =
  | 'malformed-request'
  /** If-Match or `expect` names a state that has changed since. */
  | 'moved'
  | 'still-running'
  | 'idempotency-key-reused'
  | 'not-caught-up';

/** A request that is refused because of its form or its moment. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';

  constructor(
    readonly kind: RequestRefusalKind,
    message: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(message);
  }
}

/** The refusal of a malformed field. */
export const malformed = (pointer: string, detail: string): RequestRefusal =>
  new RequestRefusal('malformed-request', `${pointer}: ${detail}`, [{ pointer, detail }]);

/** The refusal of a stale If-Match. */
export const moved = (ifMatch: number, actual: number | undefined): RequestRefusal => {
  const detail =
    actual === undefined ? 'but the thing does not exist' : `but the current ETag is "${actual}"`;
  return new RequestRefusal('moved', `If-Match is "${ifMatch}", ${detail}`, [
    { pointer: '/headers/if-match', detail },
  ]);
};

/** A refusal with a Win32 status and further details. */
export class Refusal extends ClusterError {
  constructor(
    status: StatusName,
    message: string,
    readonly more: Readonly<{
      /** A more exact name than that of the status. */
      slug?: string;
      /** The operation that was executed and failed. */
      operation?: string;
      /** The program that holds a subtree open. */
      holder?: string;
    }>,
  ) {
    super(status, message);
  }
}
