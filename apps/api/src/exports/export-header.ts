import { type BegunExport, type RunningCluster } from '#application';
import { type ExportKey } from '#engine';
import { type EventRef, type Recorded } from '#event-store';

/** The version of the form of an export. */
const VERSION = 1;
/** The most events with a clock that went back that a header lists. */
const MAX_SET_BACK = 100;

/** The request of an export, as the header repeats it. */
export type Asked = Readonly<{
  actor: string;
  reason: string | undefined;
  /** The filters as they were typed. */
  filters: Readonly<Record<string, string>>;
}>;

type Facts = Readonly<{ begun: BegunExport; recordedAs: EventRef; asked: Asked; key: ExportKey }>;

/** The first line of an export, as far as other lines need it. */
export type ExportHeader = Readonly<{
  type: 'ExportHeader';
  version: number;
  log: Readonly<{ id: string; cluster: string }>;
}>;

/** The first line of an export. */
export const headerOf = (cluster: RunningCluster, facts: Facts): ExportHeader => {
  const { begun, recordedAs, asked, key } = facts;
  const { events, count } = cluster.reads.events.ranges.setBack(begun.range, MAX_SET_BACK);
  const { algorithm, fingerprint, publicKey } = key;
  return {
    type: 'ExportHeader',
    version: VERSION,
    log: { id: begun.logId, cluster: begun.cluster },
    ...{
      recordedAs: { event: recordedAs.id, position: String(recordedAs.position) },
      exportedAt: new Date(cluster.now).toISOString(),
      actor: asked.actor,
      reason: asked.reason ?? null,
      range: { first: placeOf(begun.first), last: placeOf(begun.last) },
      asked: asked.filters,
      filters: begun.filters,
      authentication: ['none'],
      clockWentBack: { events: events.map(placeOf), count },
      redaction: cluster.redaction.patterns,
      key: { algorithm, fingerprint, publicKey },
    },
  };
};

const placeOf = (event: Recorded | undefined): object | null =>
  event === undefined
    ? null
    : {
        position: String(event.position),
        event: event.id,
        recordedAt: event.recordedAt.toISOString(),
      };
