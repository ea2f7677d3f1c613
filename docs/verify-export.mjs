#!/usr/bin/env node
/*
 * Verifies an export of Tidemark with Node.js alone (20 or later). docs/exports.md says what an
 * export is, and what its signature proves.
 *
 *   node verify-export.mjs FILE [--key KEY]
 *
 * KEY is the fingerprint of the public key, or a file with the public key as PEM. It has to come
 * from the server and not from the export. Without it, the export is only compared with itself.
 *
 * Prints a line for each fault and exits with 1; or a summary, and 0. Wrong arguments: 2.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const VERSION = 1;
const MOST_FAULTS = 100;
/** Far more than the longest event. */
const MOST_BYTES = 16 * 1024 * 1024;
const USAGE = 'usage: node verify-export.mjs FILE [--key FINGERPRINT-OR-PEM-FILE]';
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/*
 * Canonical JSON (RFC 8785). Its numbers and its texts are those of JSON.stringify by definition
 * (3.2.2.2, 3.2.2.3), and there are no spaces. So all that is left to do is to sort the members by
 * UTF-16 units, which is what sort() does, and to refuse texts that are no Unicode.
 */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('a lone surrogate');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${canonical(name)}:${canonical(value[name])}`).join()}}`;
};

/** The lines of chunks of bytes, without their ends; `ended` is false for a line without an end. */
async function* linesOf(chunks) {
  let [rest, length] = [[], 0];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield { bytes: Buffer.concat([...rest, chunk.subarray(from, end)]), ended: true };
      [rest, length, from] = [[], 0, end + 1];
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > MOST_BYTES) break;
  }
  if (rest.length > 0) yield { bytes: Buffer.concat(rest), ended: false };
}

const positionIn = (json) =>
  /^\d{1,20}$/.test(String(json?.position)) ? BigInt(json.position) : undefined;

const fingerprintOf = (der) => createHash('sha256').update(der).digest('hex');

/** The checks of one export, line by line. */
class Verification {
  faults = [];
  count = 0;
  events = 0;
  hash = createHash('sha256');
  revisions = new Map();

  constructor(trusted) {
    this.trusted = trusted;
  }

  fault(what, line = this.count) {
    if (this.faults.length < MOST_FAULTS) this.faults.push(`line ${line}: ${what}`);
    else this.faults[MOST_FAULTS] = 'and more faults';
  }

  take({ bytes, ended }) {
    this.count += 1;
    if (!ended) this.fault('has no end: the file is cut off here');
    if (this.trailer !== undefined) return this.fault('stands after the trailer');
    const json = this.read(bytes);
    if (json?.type === 'ExportTrailer') return this.takeTrailer(json);
    this.hash.update(bytes).update('\n');
    if (this.count === 1) return this.takeHeader(json);
    if (json !== undefined) this.takeEvent(json);
  }

  /** The JSON of a line; undefined for a line that is no JSON object in canonical form. */
  read(bytes) {
    try {
      const text = UTF8.decode(bytes);
      const json = JSON.parse(text);
      if (canonical(json) !== text) this.fault('is not in canonical form (RFC 8785)');
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
      this.fault('is no JSON object');
    } catch (error) {
      this.fault(`is no canonical JSON: ${String(error.message).replaceAll(/\s+/g, ' ')}`);
    }
    return undefined;
  }

  takeHeader(header) {
    if (header?.type !== 'ExportHeader') return this.fault('is no header of an export');
    this.header = header;
    if (header.version !== VERSION) this.fault(`the version is not ${VERSION}`);
    if (header.hash !== 'sha-256') this.fault('the hash is not sha-256');
    if (typeof header.log?.id !== 'string') this.fault('the header names no log');
    this.first = positionIn(header.range?.first);
    this.last = positionIn(header.range?.last);
    const filters = Object.keys(header.filters ?? {});
    this.isAll = filters.length === 0;
    /** True if each stream is there from the beginning of the range to its end. */
    this.isWhole = filters.every((name) => name === 'stream');
    try {
      this.takeKey(header.key);
    } catch (error) {
      this.fault(`the public key can't be used: ${error.message}`);
    }
  }

  takeKey({ publicKey, fingerprint }) {
    const der = Buffer.from(String(publicKey), 'base64');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const found = fingerprintOf(der);
    if (key.asymmetricKeyType !== 'ed25519') return this.fault('the public key is no Ed25519 key');
    if (found !== fingerprint) this.fault(`the fingerprint of the public key is ${found}`);
    if (this.trusted !== undefined && found !== this.trusted)
      this.fault(`the public key has the fingerprint ${found}, and not ${this.trusted}`);
    this.key = key;
  }

  takeEvent(event) {
    const at = positionIn(event);
    if (at === undefined) return this.fault('is no event: it has no position');
    if (this.events === 0 && this.isAll && at !== this.first)
      this.fault(`the first event of the range is missing, at position ${this.first}`);
    if (this.passed !== undefined && at <= this.passed)
      this.fault(`position ${at} does not come after ${this.passed}`);
    if (!(at >= this.first && at <= this.last))
      this.fault(`position ${at} is not in the range of the header`);
    this.events += 1;
    this.passed = at;
    this.takeRevision(event);
  }

  takeRevision({ stream, revision }) {
    if (typeof stream !== 'string' || !Number.isSafeInteger(revision))
      return this.fault('the event has no stream and revision');
    const before = this.revisions.get(stream);
    this.revisions.set(stream, revision);
    if (before === undefined || revision === before + 1) return;
    if (revision <= before)
      this.fault(`revision ${revision} of ${stream} does not come after ${before}`);
    else if (this.isWhole) this.fault(`revision ${before + 1} of ${stream} is missing`);
  }

  takeTrailer(trailer) {
    this.trailer = trailer;
    const { signature, ...signed } = trailer;
    const { header, events } = this;
    const expected = {
      ...{ version: header?.version, log: header?.log?.id, key: header?.key?.fingerprint },
      ...{ lines: this.count - 1, events, sha256: this.hash.digest('hex') },
    };
    for (const [name, value] of Object.entries(expected))
      if (signed[name] !== value)
        this.fault(`the trailer says ${name} ${signed[name]}, and it is ${value}`);
    const { eventsInRange } = signed;
    if (!(eventsInRange >= events) || (this.isAll && eventsInRange !== events))
      this.fault(`the trailer says that ${eventsInRange} events are in the range`);
    if (this.isAll && this.passed !== this.last)
      this.fault(`the last event of the range is missing, at position ${this.last}`);
    if (!this.isSigned(signed, signature))
      this.fault('the signature is not that of this key for this trailer');
  }

  isSigned(signed, signature) {
    const bytes = Buffer.from(String(signature), 'base64');
    if (this.key === undefined || bytes.toString('base64') !== signature) return false;
    return verify(null, Buffer.from(canonical(signed)), this.key, bytes);
  }

  end() {
    if (this.trailer === undefined)
      this.fault('no trailer follows: the file is cut off', this.count);
  }

  get summary() {
    const { header, trailer, first, last, trusted } = this;
    const ends = first === undefined ? 'without events' : `from position ${first} to ${last}`;
    return [
      `${trailer.events} of ${trailer.eventsInRange} events of log ${header.log.id} in the range ${ends}`,
      `authentication of actors: ${String(header.authentication)}`,
      `clocks went back at ${String(header.clockWentBack?.count)} events of the range`,
      `signed with the key ${trailer.key}${trusted ? '' : ', which was not compared: see --key'}`,
    ];
  }
}

/**
 * Verifies the bytes of an export.
 *
 * @param trusted the fingerprint of the public key in hex; undefined to compare no key
 * @returns the faults, and a summary if there are none
 */
export const verifyExport = async (chunks, trusted) => {
  const verification = new Verification(trusted);
  for await (const line of linesOf(chunks)) verification.take(line);
  verification.end();
  const { faults } = verification;
  return { faults, summary: faults.length === 0 ? verification.summary : [] };
};

/** The fingerprint that the caller trusts. */
const trustedOf = (text) => {
  if (text === undefined || /^[0-9a-f]{64}$/i.test(text)) return text?.toLowerCase();
  if (!existsSync(text)) throw new Error(`--key: ${text} is neither a fingerprint nor a file`);
  return fingerprintOf(createPublicKey(readFileSync(text)).export({ type: 'spki', format: 'der' }));
};

const main = async ([file, flag, key, ...more]) => {
  const isKnown = flag === undefined || (flag === '--key' && key !== undefined);
  if (file === undefined || !isKnown || more.length > 0) throw new Error(USAGE);
  const { faults, summary } = await verifyExport(createReadStream(file), trustedOf(key));
  for (const line of [...faults, ...summary]) console.log(line);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

const [, started] = process.argv;
if (started !== undefined && import.meta.url === pathToFileURL(realpathSync(started)).href)
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
