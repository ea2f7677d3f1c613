import { Win32Status, type StatusName } from './win32-status.js';

/**
 * A request that the cluster refuses. Anything else thrown is a defect or an outage.
 *
 * The message is the reason alone; `field` names the place in the request, where there is one.
 */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';

  /** The name of a field, or the names on the way to it: `key`, `changes/0/key`. */
  readonly field: string | undefined;

  constructor(
    readonly status: StatusName,
    message: string,
    { field }: Readonly<{ field?: string }> = {},
  ) {
    super(message);
    this.field = field;
  }

  /** The number a Win32 caller would see from GetLastError. */
  get code(): number {
    return Win32Status[this.status];
  }

  /** The reason as one text: the field stands before it, where there is one. */
  get detail(): string {
    return this.field === undefined ? this.message : `${this.field}: ${this.message}`;
  }
}
