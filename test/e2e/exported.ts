import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { KEY, type Json, type Tidemark } from './tidemark.js';

/** The program that verifies exports. */
export const VERIFIER = join(import.meta.dirname, '../../docs/verify-export.mjs');

type Verified = Readonly<{ faults: readonly string[]; summary: readonly string[] }>;
type Verifier = Readonly<{
  verifyExport: (chunks: Iterable<Buffer>, trusted?: string) => Promise<Verified>;
}>;

const { verifyExport } = (await import(pathToFileURL(VERIFIER).href)) as Verifier;

/** The faults of an export, and the summary of one without faults. */
export const verified = (text: string | Buffer, trusted?: string): Promise<Verified> =>
  verifyExport([Buffer.from(text)], trusted);

/** An export as text. */
export const exportOf = async ({ url }: Tidemark, query = ''): Promise<string> => {
  const answer = await fetch(`${url}/v1/export${encodeURI(query)}`);
  const type = answer.headers.get('content-type');
  if (answer.status !== 200 || type !== 'application/x-ndjson')
    throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.text();
};

/** The fingerprint of the public key of a server. */
export const fingerprintOf = async (tidemark: Tidemark): Promise<string> =>
  String((await tidemark.get('/v1/export/key'))['fingerprint']);

/** The header, the events and the trailer of an export. */
export const partsOf = (
  text: string,
): readonly [header: Json, events: readonly Json[], trailer: Json] => {
  const lines = text.trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as Json);
  return [parsed[0] ?? {}, parsed.slice(1, -1), parsed.at(-1) ?? {}];
};

/** The events that record exports. */
export const recordedExports = (tidemark: Tidemark): Promise<readonly Json[]> =>
  tidemark.items('/v1/events?type=EventsExported&limit=1000');

/** Sets a text value. */
export const set = (name: string, text: string, key = KEY): Json => ({
  ...{ op: 'set', key, name },
  value: { type: 'REG_SZ', text },
});
