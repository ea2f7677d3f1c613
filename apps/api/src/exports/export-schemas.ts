import {
  constant,
  described,
  named,
  object,
  text,
  type Of,
  type Schema,
} from '../http/schema/schema.js';

/** The media type of JSON lines. */
export const JSON_LINES = 'application/x-ndjson';

/** The lines of an export; docs/exports.md has their fields. */
export const EXPORT_LINES: Schema = {
  type: 'string',
  contentMediaType: JSON_LINES,
  description:
    'Each line is canonical JSON (RFC 8785): a header, a line for each event, and a signed trailer',
};

/** The public key of the signatures of exports. */
export const EXPORT_KEY = named(
  'ExportKey',
  object({
    algorithm: constant('Ed25519'),
    fingerprint: described(text, 'The sha-256 of the SubjectPublicKeyInfo, in hex'),
    publicKey: described(text, 'The SubjectPublicKeyInfo in base64'),
    pem: text,
  }),
);

export type ExportKeyShape = Of<typeof EXPORT_KEY>;
