import { randomUUID } from 'node:crypto';

import { DELETED, recordSize, type LoggedEvent, type Proposed } from './event.js';
import {
  firstEvent,
  isMetastream,
  metastreamOf,
  originalOf,
  readMetadata,
  type Metadata,
} from './metadata.js';

/** The place of an event in its stream. */
export type EventPlace = Readonly<{ stream: string; revision: bigint }>;

/** One record of the log. The server's own records have no event. */
export type LogRecord = Readonly<{ position: bigint; event: LoggedEvent | undefined }>;

/** The content of a log in a backup. */
export type Backup = Readonly<{
  records: LogRecord[];
  end: bigint;
  streams: Map<string, LoggedEvent[]>;
  tombstoned: Set<string>;
}>;

/** The bytes that a new server writes before its first event. */
const PREAMBLE_BYTES = 548n;
/** The bytes that it writes at each further start. */
const EPOCH_BYTES = 582n;

/** The log of a server in memory: the records in order, with an index of the streams. */
export class EventLog {
  records: LogRecord[] = [];
  /** The position of the next record. */
  end = PREAMBLE_BYTES;
  private streams = new Map<string, LoggedEvent[]>();
  private tombstoned = new Set<string>();
  private readonly places = new Map<string, EventPlace>();
  private readonly watchers = new Set<(event: LoggedEvent) => void>();

  constructor(private readonly clock: () => Date) {
    this.put(metastreamOf('$scavenges'), firstEvent(randomUUID()));
  }

  /** The events of a stream, the one at revision n at index n, without its tombstone. */
  stream(name: string): readonly LoggedEvent[] {
    return this.streams.get(name) ?? [];
  }

  /** -1 for a stream without events, `DELETED` for a tombstoned one and for its metadata. */
  lastRevision(name: string): bigint {
    if (this.isTombstoned(name)) return DELETED;
    return BigInt(this.stream(name).length) - 1n;
  }

  isTombstoned(name: string): boolean {
    return (
      this.tombstoned.has(name) || (isMetastream(name) && this.tombstoned.has(originalOf(name)))
    );
  }

  metadataOf(name: string): Metadata {
    if (isMetastream(name)) return { maxCount: 1n };
    return readMetadata(this.stream(metastreamOf(name)).at(-1));
  }

  isSoftDeleted(name: string): boolean {
    return this.metadataOf(name).truncateBefore === DELETED;
  }

  /** The place where an event id was first written, if the server has it in memory. */
  placeOf(id: string): EventPlace | undefined {
    return this.places.get(id);
  }

  now(): Date {
    return this.clock();
  }

  put(name: string, proposed: Proposed): LoggedEvent {
    const stream = this.streams.get(name) ?? [];
    const event = this.locate(name, proposed, BigInt(stream.length));
    stream.push(event);
    this.streams.set(name, stream);
    return this.record(event);
  }

  putTombstone(name: string, proposed: Proposed): LoggedEvent {
    this.tombstoned.add(name);
    return this.record(this.locate(name, proposed, DELETED));
  }

  /** Appends no events, and returns the position that this takes in the log. */
  putNothing(stream: string): bigint {
    const none = new Uint8Array();
    const size = recordSize(stream, {
      id: '',
      type: '',
      isJson: false,
      data: none,
      metadata: none,
    });
    return this.putUnseen(size);
  }

  /** Calls the watcher with every event from now on; the result ends that. */
  watch(watcher: (event: LoggedEvent) => void): () => void {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  }

  /** Acts as a restart: the log stays, and facts that were only in memory are gone. */
  restarted(): void {
    this.places.clear();
    this.putUnseen(EPOCH_BYTES);
  }

  /** A copy of the log as a backup of its files holds it. */
  backup(): Backup {
    return structuredClone({
      records: this.records,
      end: this.end,
      streams: this.streams,
      tombstoned: this.tombstoned,
    });
  }

  /** Acts as a restart with other files; without a backup, with those of a new server. */
  restore(backup: Backup | undefined): void {
    const { records, end, streams, tombstoned } = structuredClone(
      backup ?? new EventLog(this.clock).backup(),
    );
    [this.records, this.end, this.streams, this.tombstoned] = [records, end, streams, tombstoned];
    this.restarted();
  }

  private locate(stream: string, proposed: Proposed, revision: bigint): LoggedEvent {
    return { ...proposed, stream, revision, position: this.end, created: this.clock() };
  }

  private record(event: LoggedEvent): LoggedEvent {
    const { id, stream, revision, position } = event;
    this.records.push({ position, event });
    this.end += recordSize(stream, event);
    if (!this.places.has(id)) this.places.set(id, { stream, revision });
    for (const watcher of this.watchers) watcher(event);
    return event;
  }

  private putUnseen(size: bigint): bigint {
    const position = this.end;
    this.records.push({ position, event: undefined });
    this.end += size;
    return position;
  }
}
