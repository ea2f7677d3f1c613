import { Win32Status, type StatusName } from './win32-status.js';

/**
 * A request that the cluster refuses. Any other error is a defect or an outage.
 *
 * The message is the reason alone; `field` names the place in the request, if there is one.
 */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';

  /** The path of a field in the request: `key`, `changes/0/key`. */
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

  /** The reason as one text, with the field in front if there is one. */
  get detail(): string {
    return this.field === undefined ? this.message : `${this.field}: ${this.message}`;
  }
}
