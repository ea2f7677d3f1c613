/** What of a channel's inside its options are reached by: the client does not let us set them. */
type Inside = Readonly<{ internalChannel?: Readonly<{ options?: Record<string, unknown> }> }>;

/**
 * So many bytes the server may be ahead of what was taken, instead of 64 KiB: else it stands still
 * while its client works, and the client while it waits.
 */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** Lets the server be ahead; it holds for a connection that is made afterwards. */
export const widen = (channel: object): void => {
  const options = (channel as Inside).internalChannel?.options;
  if (options !== undefined) options['grpc-node.flow_control_window'] = WINDOW_BYTES;
};
