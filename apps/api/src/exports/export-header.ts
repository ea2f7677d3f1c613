import { type BegunExport, type RunningCluster } from '#application';
import { type ExportKey } from '#engine';
import { type EventRef, type Recorded } from '#event-store';

import { EXPORT_VERSION, type ExportHeader } from './export-schemas.js';

/** The most events with a clock that went back that a header lists. */
const MAX_SET_BACK = 100;

/** The request of an export, as the header repeats it. */
export type Asked = Readonly<{
  actor: string;
  reason: string | undefined;
  /** The filters as they were typed. */
  filters: ExportHeader['asked'];
}>;

type Facts = Readonly<{ begun: BegunExport; recordedAs: EventRef; asked: Asked; key: ExportKey }>;

/** The first line of an export. */
export const headerOf = (cluster: RunningCluster, facts: Facts): ExportHeader => {
  const { begun, recordedAs, asked, key } = facts;
  const { events, count } = cluster.reads.events.ranges.setBack(begun.range, MAX_SET_BACK);
  const { algorithm, fingerprint, publicKey } = key;
  return {
    type: 'ExportHeader',
    version: EXPORT_VERSION,
    log: { id: begun.logId, cluster: begun.cluster },
    recordedAs: { event: recordedAs.id, position: String(recordedAs.position) },
    exportedAt: new Date(cluster.now).toISOString(),
    actor: asked.actor,
    reason: asked.reason ?? null,
    range: { first: endOf(begun.first), last: endOf(begun.last) },
    asked: asked.filters,
    filters: begun.filters,
    authentication: ['none'],
    clockWentBack: { events: events.map(placeOf), count },
    redaction: cluster.redaction.patterns,
    hash: 'sha-256',
    key: { algorithm, fingerprint, publicKey },
  };
};

type Place = ExportHeader['clockWentBack']['events'][number];

const endOf = (event: Recorded | undefined): Place | null =>
  event === undefined ? null : placeOf(event);

const placeOf = ({ position, id, recordedAt }: Recorded): Place => ({
  position: String(position),
  event: id,
  recordedAt: recordedAt.toISOString(),
});
