import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';

import { type Position } from '#event-store';
import { seeded } from '#testing/processes';

import { Tidemark, type Json } from '../e2e/tidemark.js';
import { Wire, type WireReply } from '../support/wire.js';
import { readOperations } from './requests.js';
import { nextInput, type WireInput } from './wire-inputs.js';

/** `TIDEMARK_FUZZ_COUNT=100000 npm test -- test/fuzz` runs longer. */
const COUNT = Number(process.env['TIDEMARK_FUZZ_COUNT'] ?? 600);
const SEED = Number(process.env['TIDEMARK_FUZZ_SEED'] ?? 1);
/**
 * Short limits: a client that stops half way is refused soon, so that the next upload can begin. The
 * time to linger is that of the product: a busy machine needs it to read a large answer.
 */
const HASTY = { headersMs: 40, lookEveryMs: 10, windowMs: 40, windowBytes: 1024 };
const SHOWN = 20;

/** The log and the registries before an input. */
type Before = Readonly<{ position: Position | undefined; fingerprint: string }>;

describe('the bytes of a connection', () => {
  let tidemark: Tidemark;
  const logged: string[] = [];

  beforeAll(async () => {
    const lines = new Writable({
      write: (line: Buffer, _, done) => {
        logged.push(String(line));
        done();
      },
    });
    tidemark = await Tidemark.start(undefined, {
      limits: HASTY,
      log: pino({ level: 'error' }, lines),
    });
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
  });

  afterAll(() => tidemark.stop());

  /** The fault of an answer; undefined for a correct one. */
  const faultOf = async ({ bytes, ends }: WireInput): Promise<string | undefined> => {
    await tidemark.settled();
    const before = {
      position: tidemark.engine.fold.position,
      fingerprint: tidemark.fingerprint(),
    };
    const wire = (await Wire.open(tidemark.url)).send(bytes);
    if (!ends) await firstAnswer(wire);
    const replies = await wire.end().closed();
    await tidemark.settled();
    if (wire.rest !== '') return `half an answer: ${wire.rest.slice(0, 200)}`;
    const last = replies.filter(({ status }) => status >= 200);
    if (last.length === 0 && bytes.toString('latin1').trim() !== '') return 'no answer';
    return last.map(replyFault).find((found) => found !== undefined) ?? effectFault(last, before);
  };

  /** The fault of an effect that the answers do not show. */
  const effectFault = async (
    last: readonly WireReply[],
    { position, fingerprint }: Before,
  ): Promise<string | undefined> => {
    const unanswered = await operationWithoutAnswer(position, last);
    if (unanswered !== undefined) return `${unanswered} was carried out without an answer`;
    const isRefused = last.every(
      ({ status, body }) => status >= 400 && !body.includes('"operation":'),
    );
    return isRefused && tidemark.fingerprint() !== fingerprint
      ? 'a refusal was carried out'
      : undefined;
  };

  /** The first operation since a position that no answer names. */
  const operationWithoutAnswer = async (
    after: Position | undefined,
    replies: readonly WireReply[],
  ): Promise<string | undefined> => {
    for await (const { event, metadata } of tidemark.engine.store.readLog(after && { after }))
      if (!replies.some(({ body }) => body.includes(metadata.operation)))
        return `${event.type} of ${metadata.operation}`;
    return undefined;
  };

  /** Waits for an answer other than an invitation, or the end of the connection. */
  const firstAnswer = async (wire: Wire): Promise<void> => {
    let count = 0;
    do {
      count += 1;
      await wire.answered(count);
    } while (!wire.isClosed && wire.replies.at(-1)?.status === 100);
  };

  test(
    `${COUNT} hostile or broken inputs: no 500, no empty refusal, no dead connection, nothing carried out that was refused or not answered`,
    async () => {
      const random = seeded(SEED);
      const operations = readOperations().filter(({ path }) => !path.endsWith('/stream'));
      const faults: string[] = [];
      const kinds = new Map<string, number>();
      for (let count = 0; count < COUNT && faults.length < SHOWN; count += 1) {
        const input = nextInput(random, operations);
        const bytes = withoutSupervisor(input.bytes);
        const fault = await faultOf({ ...input, bytes });
        const shown = bytes.toString('latin1').slice(0, 600);
        if (fault !== undefined)
          faults.push(`${count} ${input.kind}: ${fault}: ${JSON.stringify(shown)}`);
        kinds.set(input.kind, (kinds.get(input.kind) ?? 0) + 1);
      }
      expect(faults).toEqual([]);
      expect(tidemark.defects).toEqual([]);
      expect(logged).toEqual([]);
    },
    COUNT * 200 + 30_000,
  );
});

/** Replaces the external handler: no supervisor reports here, so that the request would wait. */
const withoutSupervisor = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('external', 'internal'), 'latin1');

const replyFault = ({ status, headers, body }: WireReply): string | undefined => {
  if (status === 500) return '500';
  if (status < 400) return undefined;
  const type = headers['content-type'] ?? 'nothing';
  if (!type.startsWith('application/problem+json')) return `${status} is ${type}`;
  return problemFault(status, JSON.parse(body) as Json);
};

const problemFault = (status: number, { detail, errors, win32 }: Json): string | undefined => {
  if (typeof detail !== 'string' || detail === '') return `${status} gives no reason`;
  const needsField = status === 400 && win32 === undefined;
  return needsField && !isFault((errors as Json[] | undefined)?.[0])
    ? '400 names no field'
    : undefined;
};

const isFault = (fault: Json | undefined): boolean =>
  typeof fault?.['pointer'] === 'string' && typeof fault['detail'] === 'string';
