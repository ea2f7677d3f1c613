import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';

import {
  exportedEvents,
  type BegunExport,
  type ExportSigning,
  type RunningCluster,
} from '#application';

import { canonicalLine } from './canonical-line.js';
import { type ExportHeader, type ExportTrailer } from './export-schemas.js';
import { maskedEvent } from './masked-event.js';

/** The parts that the lines of an export are made from. */
export type ExportParts = Readonly<{
  cluster: RunningCluster;
  signing: Pick<ExportSigning, 'key' | 'sign'>;
  begun: BegunExport;
  header: ExportHeader;
}>;

/**
 * The lines of an export, some at a time: a header, the events, and a signed trailer. Other requests
 * have a turn after each piece.
 */
export async function* exportLines(parts: ExportParts): AsyncGenerator<Buffer> {
  const { cluster, begun } = parts;
  const hash = createHash('sha256');
  const lines = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    hash.update(bytes);
    return bytes;
  };
  yield lines(canonicalLine(parts.header));
  let events = 0;
  for (const some of exportedEvents(cluster, begun)) {
    events += some.length;
    const text = some.map((event) => canonicalLine(maskedEvent(event, cluster.redaction))).join('');
    if (text !== '') yield lines(text);
    await turn();
  }
  const eventsInRange = await countOf(parts, events);
  const sha256 = hash.digest('hex');
  yield Buffer.from(trailerLine({ events, eventsInRange, sha256 }, parts));
}

/** The number of all events in the range; it is counted where filters leave some out. */
const countOf = async ({ cluster, begun }: ExportParts, events: number): Promise<number> => {
  if (Object.keys(begun.filters).length === 0) return events;
  let count = 0;
  for (const some of cluster.reads.events.ranges.counts(begun.range)) {
    count += some;
    await turn();
  }
  return count;
};

type Sums = Readonly<{ events: number; eventsInRange: number; sha256: string }>;

/** The last line: what it says is signed in its canonical form, without the signature. */
const trailerLine = (sums: Sums, { signing, header }: ExportParts): string => {
  const trailer: Omit<ExportTrailer, 'signature'> = {
    type: 'ExportTrailer',
    ...{ version: header.version, log: header.log.id, lines: sums.events + 1, ...sums },
    key: signing.key.fingerprint,
  };
  const signed = Buffer.from(canonicalLine(trailer).trimEnd());
  const signature = signing.sign(signed).toString('base64');
  return canonicalLine({ ...trailer, signature } satisfies ExportTrailer);
};
