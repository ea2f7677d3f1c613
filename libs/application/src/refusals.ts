import { ClusterError, type StatusName } from '#clusapi';

/** A place in a request that is wrong, as a JSON pointer, and the reason. */
export type Fault = Readonly<{ pointer: string; detail: string }>;

/** The conditions of a request that no Win32 status stands for. */
export type RequestRefusalKind =
  | 'malformed-request'
  /** If-Match or `expect` is about a state that is gone. */
  | 'moved'
  | 'still-running'
  | 'idempotency-key-reused'
  | 'not-caught-up';

/** A request that is refused by its form or its moment. */
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

/** The refusal of a field that can't be what it is. */
export const malformed = (pointer: string, detail: string): RequestRefusal =>
  new RequestRefusal('malformed-request', `${pointer}: ${detail}`, [{ pointer, detail }]);

/** The refusal of an If-Match that is about a revision that is gone. */
export const moved = (ifMatch: number, actual: number | undefined): RequestRefusal => {
  const detail = actual === undefined ? 'it is not there' : `it is at "${actual}"`;
  return new RequestRefusal('moved', `If-Match is "${ifMatch}", ${detail}`, [
    { pointer: '/headers/if-match', detail },
  ]);
};

/** A refusal by a Win32 status of which there is more to say. */
export class Refusal extends ClusterError {
  constructor(
    status: StatusName,
    message: string,
    readonly more: Readonly<{
      /** A more exact name than that of the status. */
      slug?: string;
      /** The operation that was carried out and failed. */
      operation?: string;
      /** The program that holds a subtree open. */
      holder?: string;
    }>,
  ) {
    super(status, message);
  }
}
