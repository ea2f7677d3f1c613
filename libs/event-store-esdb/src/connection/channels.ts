import { connectivityState, type ChannelInterface } from '@grpc/grpc-js';

const { READY, SHUTDOWN } = connectivityState;

/**
 * Tells of every channel that is new, and of every connection of one that is lost: a call that comes
 * after it is carried out on another connection without a word, and that may lead to another server.
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
