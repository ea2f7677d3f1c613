import { connectivityState, type ChannelInterface } from '@grpc/grpc-js';

const { READY, SHUTDOWN } = connectivityState;

/**
 * Reports every new channel and every lost connection of a channel. gRPC carries out a later call
 * over another connection without notice, which may lead to another server.
 */
export class Channels {
  private readonly known = new WeakSet<ChannelInterface>();

  constructor(private readonly onLost: () => void) {}

  watch(channel: ChannelInterface): void {
    if (this.known.has(channel)) return;
    this.known.add(channel);
    this.onLost();
    this.follow(channel);
  }

  private follow(channel: ChannelInterface): void {
    const state = channel.getConnectivityState(false);
    if (state === SHUTDOWN) return;
    channel.watchConnectivityState(state, Infinity, () => {
      if (state === READY) this.onLost();
      this.follow(channel);
    });
  }
}
