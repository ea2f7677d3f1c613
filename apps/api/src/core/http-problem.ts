import { ClusterError, type StatusName } from '#clusapi';

/** Where in a request something is wrong, as a JSON pointer, and why. */
export type Fault = Readonly<{ pointer: string; detail: string; line?: number; column?: number }>;

/** A refusal that no Win32 status stands for. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly status: number,
    /** The last part of the problem's type. */
    readonly slug: string,
    { detail, errors }: Readonly<{ detail: string; errors?: readonly Fault[] }>,
  ) {
    super(detail);
    this.errors = errors;
  }

  readonly errors: readonly Fault[] | undefined;
}

/** A field of the request that can't be what it is. */
export const badRequest = (pointer: string, detail: string): HttpProblem =>
  new HttpProblem(400, 'malformed-request', {
    detail: `${pointer}: ${detail}`,
    errors: [{ pointer, detail }],
  });

/** A refusal by a Win32 status of which there is more to say. */
export class Refusal extends ClusterError {
  constructor(
    status: StatusName,
    message: string,
    readonly more: Readonly<{
      /** The last part of the problem's type. */
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

/** There is no such thing under this id. */
export const notFound = (kind: string, id: string): ClusterError =>
  new ClusterError('ERROR_FILE_NOT_FOUND', `no such ${kind}: ${id}`);
