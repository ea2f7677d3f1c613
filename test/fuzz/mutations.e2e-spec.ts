import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from '../e2e/tidemark.js';
import { seeded } from '#testing/processes';
import { nextRequest, readOperations, type WireRequest } from './requests.js';

/** `TIDEMARK_FUZZ_COUNT=20000 npm test -- test/fuzz` runs longer. */
const COUNT = Number(process.env['TIDEMARK_FUZZ_COUNT'] ?? 1500);
const SEED = Number(process.env['TIDEMARK_FUZZ_SEED'] ?? 1);

describe('requests that are nearly valid', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
  });

  afterAll(() => tidemark.stop());

  /** The fault of an answer; undefined if there is none. */
  const faultOf = async (request: WireRequest): Promise<string | undefined> => {
    await tidemark.settled();
    const before = tidemark.fingerprint();
    const answer = await fetch(`${tidemark.url}${request.path}`, {
      method: request.method,
      headers: request.headers,
      ...(request.body !== undefined && { body: request.body }),
    });
    const text = await textOf(answer);
    if (answer.status < 400) return undefined;
    if (answer.status === 500) return '500';
    const wasCarriedOut = text.includes('"operation":');
    if (!wasCarriedOut && tidemark.fingerprint() !== before)
      return 'the refusal left something behind';
    return unnamed(answer.status, JSON.parse(text) as Json);
  };

  test(
    `${COUNT} of them: never a 500, always an answer of the document and a reason, and no effect of a refusal`,
    async () => {
      const random = seeded(SEED);
      const operations = readOperations();
      const faults: string[] = [];
      const refused = new Set<string>();
      for (let count = 0; count < COUNT; count += 1) {
        const request = withoutSupervisor(nextRequest(random, operations));
        const fault = await faultOf(request);
        if (fault !== undefined) faults.push(`${fault}: ${JSON.stringify(request)}`);
        refused.add(request.operationId);
      }
      expect(faults).toEqual([]);
      expect(tidemark.defects).toEqual([]);
      expect(refused.size).toBe(operations.length);
    },
    COUNT * 100,
  );
});

/** The whole body of an answer. A stream of events may have no end, and is left after its head. */
const textOf = async (answer: Response): Promise<string> => {
  if (answer.headers.get('content-type')?.startsWith('text/event-stream') !== true)
    return answer.text();
  await answer.body?.cancel();
  return '';
};

/** Replaces the external handler: no supervisor reports here, so that the request would wait. */
const withoutSupervisor = (request: WireRequest): WireRequest => ({
  ...request,
  body: request.body?.replaceAll('external', 'automatic'),
});

/**
 * The fault of a refusal that should name a field and does not. A missing thing or a state has no
 * field.
 */
const unnamed = (status: number, { detail, errors, win32 }: Json): string | undefined => {
  if (typeof detail !== 'string' || detail === '') return 'gives no reason';
  if (status !== 400 || win32 !== undefined) return undefined;
  return isFault((errors as Json[] | undefined)?.[0]) ? undefined : 'names no field';
};

const isFault = (fault: Json | undefined): boolean =>
  typeof fault?.['pointer'] === 'string' && typeof fault['detail'] === 'string';
