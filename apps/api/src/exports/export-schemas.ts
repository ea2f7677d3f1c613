import { EXPORT_FILTERS, TYPED_FILTERS } from '../history/events/cluster-events.js';
import {
  anyOf,
  constant,
  count,
  described,
  instant,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
  type Schema,
} from '../http/schema/schema.js';

/** The media type of JSON lines. */
export const JSON_LINES = 'application/x-ndjson';

/** The version of the form of an export. */
export const EXPORT_VERSION = 1;

const VERSION = described(oneOf(EXPORT_VERSION), 'The version of the form of an export');
const PLACE = object({ position, event: text, recordedAt: instant });

const KEY_FIELDS = {
  algorithm: constant('Ed25519'),
  fingerprint: described(text, 'The sha-256 of the SubjectPublicKeyInfo, in hex'),
  publicKey: described(text, 'The SubjectPublicKeyInfo in base64'),
};

/** The public key of the signatures of exports. */
export const EXPORT_KEY = named('ExportKey', object({ ...KEY_FIELDS, pem: text }));

export type ExportKeyShape = Of<typeof EXPORT_KEY>;

const EXPORT_HEADER = named(
  'ExportHeader',
  object({
    type: constant('ExportHeader'),
    version: VERSION,
    log: object({ id: text, cluster: text }),
    recordedAs: described(object({ event: text, position }), 'The event that records the export'),
    exportedAt: instant,
    actor: text,
    reason: nullable(text),
    range: object({ first: nullable(PLACE), last: nullable(PLACE) }),
    asked: described(TYPED_FILTERS, 'The filters as they were typed'),
    filters: EXPORT_FILTERS,
    authentication: described(list(oneOf('none')), 'How the actors were authenticated'),
    clockWentBack: object({ events: list(PLACE), count }),
    redaction: described(list(text), 'The patterns of the names whose values are masked'),
    hash: described(constant('sha-256'), 'The hash over all lines before the trailer'),
    key: object(KEY_FIELDS),
  }),
);

export type ExportHeader = Of<typeof EXPORT_HEADER>;

const EXPORT_TRAILER = named(
  'ExportTrailer',
  object({
    type: constant('ExportTrailer'),
    version: VERSION,
    log: text,
    events: count,
    eventsInRange: described(count, 'All events of the log in the range'),
    lines: described(count, 'The lines before the trailer'),
    sha256: described(text, 'The hash of all bytes before the trailer, in hex'),
    key: described(text, 'The fingerprint of the public key'),
    signature: described(text, 'Of the canonical JSON of all other fields, in base64'),
  }),
);

export type ExportTrailer = Of<typeof EXPORT_TRAILER>;

/** The lines of an export; docs/exports.md has their fields. */
export const EXPORT_LINES: Schema = {
  type: 'string',
  contentMediaType: JSON_LINES,
  description:
    'Each line is canonical JSON (RFC 8785): a header, a line for each event, and a signed trailer',
  contentSchema: anyOf(EXPORT_HEADER, EXPORT_TRAILER, {
    type: 'object',
    description:
      'An event as the list has it; data of masked names, and texts that are no Unicode, are objects',
  }),
};
