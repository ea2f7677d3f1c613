/** The part of a channel that holds its options, which the client does not let us set. */
type ChannelInternals = Readonly<{
  internalChannel?: Readonly<{ options?: Record<string, unknown> }>;
}>;

/**
 * The bytes that the server may send ahead of the reader, instead of 64 KiB. With less, the server
 * stands still while the client works, and the client while it waits.
 */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** Lets the server send ahead. It applies to connections that are made afterwards. */
export const widen = (channel: object): void => {
  const options = (channel as ChannelInternals).internalChannel?.options;
  if (options !== undefined) options['grpc-node.flow_control_window'] = WINDOW_BYTES;
};
