/** Counts commands by their type and the Win32 status that they ended with. */
export abstract class CommandMetrics {
  /** @param status a Win32 number; `http-412` for a stale revision; `unavailable` */
  abstract countCommand(type: string, status: string): void;
}
