import { streamsOf } from '#domain';
import { type Anchor } from '#event-store';
import { openEsdbEventStore } from '#event-store-esdb';
import { SqliteLogReader } from '#event-store-sqlite';
import { type LogSource } from '#read-models';

/** Where a log is, for a thread that reads it beside the one that writes it. */
export type LogPlace = Readonly<
  | { kind: 'embedded'; file: string }
  /** The anchor is the last known event of the log. */
  | { kind: 'eventstoredb'; url: string; anchor: Anchor | undefined }
>;

/** A log that is only read here. */
export type FollowedLog = LogSource &
  Readonly<{
    /** Tells a log that does not announce new events itself that it has some. */
    written: () => void;
    close: () => unknown;
  }>;

/** Opens a log for reading beside the thread or process that writes it. */
export const openLogAt = (log: LogPlace, cluster: string): Promise<FollowedLog> | FollowedLog =>
  log.kind === 'embedded'
    ? new SqliteLogReader(log.file)
    : openServer(cluster, log.url, log.anchor);

/** Opens the log on a server, which announces new events itself. */
const openServer = async (
  cluster: string,
  url: string,
  anchor: Anchor | undefined,
): Promise<FollowedLog> => {
  const streams = streamsOf(cluster);
  const store = await openEsdbEventStore({ url, streams, clock: () => new Date() });
  if (anchor !== undefined) store.expect(anchor);
  return Object.assign(store, { written: () => undefined });
};
