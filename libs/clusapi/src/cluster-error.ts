import { Win32Status, type StatusName } from './win32-status.js';

/** A request that the cluster refuses. Anything else thrown is a defect or an outage. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';

  constructor(
    readonly status: StatusName,
    message: string,
  ) {
    super(message);
  }

  /** The number a Win32 caller would see from GetLastError. */
  get code(): number {
    return Win32Status[this.status];
  }
}
