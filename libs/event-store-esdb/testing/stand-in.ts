import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';

import { serveAppend } from './calls/append.js';
import { serveBatchAppend } from './calls/batch-append.js';
import { serveRead } from './calls/read.js';
import { serveDelete, serveTombstone } from './calls/remove.js';
import { addCluster } from './cluster.js';
import { Faults } from './faults.js';
import { EventLog, type Backup } from './log/event-log.js';
import { Wire } from './wire.js';

export type StandInOptions = Readonly<{
  /** The clock for the time of writes; nothing else uses it. */
  clock?: () => Date;
  /** The most bytes that the events' data of one append may have. */
  maxAppendSize?: number;
  /**
   * The number of messages that may wait for a live subscriber before it is dropped as too slow.
   */
  liveBuffer?: number;
}>;

/** Parameters of a client that does not give up on a busy machine. */
const PATIENT = 'defaultDeadline=600000&keepAliveInterval=-1';

const MEBIBYTE = 1024 * 1024;
/**
 * More than a real server accepts in one message, so that the size check itself refuses big
 * appends.
 */
const MAX_MESSAGE = 16 * MEBIBYTE;

/**
 * An EventStoreDB 23.10 server of one node, in this process, for tests: it speaks the protocol, and
 * keeps its log in memory. It has no links, projections, persistent subscriptions, users,
 * scavenging or TLS.
 */
export class StandIn {
  private constructor(
    private readonly server: Server,
    private readonly wire: Wire,
    private readonly log: EventLog,
    /** The faults to come. */
    readonly faults: Faults,
  ) {}

  static async start(options: StandInOptions = {}): Promise<StandIn> {
    const { clock = (): Date => new Date(), maxAppendSize = MEBIBYTE, liveBuffer = 256 } = options;
    const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE });
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    const wire = new Wire((socket) => {
      injector.injectConnection(socket);
    });
    const log = new EventLog(clock);
    const faults = new Faults();
    const served = { log, faults, wire, maxAppendSize, liveBuffer };
    addCluster(server, () => wire.endpoint);
    server.addService(streamsService.StreamsService, {
      append: serveAppend(served),
      batchAppend: serveBatchAppend(served),
      delete: serveDelete(served),
      tombstone: serveTombstone(served),
      read: serveRead(served),
    });
    await wire.open();
    return new StandIn(server, wire, log, faults);
  }

  /** The connection string of this server. */
  get url(): string {
    const { host, port } = this.wire.endpoint;
    return `esdb://${host}:${port}?tls=false&${PATIENT}`;
  }

  /** Cuts every connection; the server goes on listening. */
  cutConnections(): void {
    this.wire.cutAll();
  }

  /** Cuts every connection and accepts no more, like a killed server. */
  async crash(): Promise<void> {
    await this.wire.close();
  }

  /** Listens again on the same port with the same log. */
  async restart(): Promise<void> {
    await this.crash();
    this.log.restarted();
    await this.wire.open();
  }

  /** A backup of its log. */
  backup(): Backup {
    return this.log.backup();
  }

  /** Listens again on the same port with the log of a backup; without one, with an empty log. */
  async restore(backup?: Backup): Promise<void> {
    await this.crash();
    this.log.restore(backup);
    await this.wire.open();
  }

  /** Ends the server for good. Stalled requests get no answer. */
  async stop(): Promise<void> {
    await this.wire.close();
    this.server.forceShutdown();
  }
}
