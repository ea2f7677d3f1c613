import { afterEach } from '@jest/globals';

import { faultWithRequest, type Asked } from './described.js';
import { checkedMessages } from './event-messages.js';

/*
 * Every answer that a spec gets by `fetch` is compared with the OpenAPI document, however the spec
 * came to it. An answer that is not as the document says fails the test.
 */

const plainFetch = globalThis.fetch;
const faults: string[] = [];
const reading = new Set<Promise<void>>();

const askedIn = async (
  input: Request | string | URL,
  { method = 'GET', body }: RequestInit = {},
): Promise<Asked> => {
  if (input instanceof Request)
    return [input.method, pathOf(input.url), await input.clone().text()];
  return [method.toUpperCase(), pathOf(input), typeof body === 'string' ? body : undefined];
};

const pathOf = (url: string | URL): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

const note = (fault: string | undefined): void => {
  if (fault !== undefined) faults.push(fault);
};

const isJson = (headers: Headers): boolean =>
  /^application\/(problem\+)?json\b/.test(headers.get('content-type') ?? '');

/** Compares an answer whose body is JSON while its caller reads it. */
const compare = async (asked: Asked, answer: Response): Promise<void> => {
  const { status, headers } = answer;
  const hasText = isJson(headers) && asked[0] !== 'HEAD';
  // An answer may break off with its server.
  const text = hasText ? await answer.text().catch(() => undefined) : undefined;
  note(faultWithRequest(asked, { status, headers, text }));
};

const checked = (asked: Asked, answer: Response): Response => {
  const { status, statusText, headers, body } = answer;
  const work = compare(asked, isJson(headers) ? answer.clone() : answer);
  reading.add(work);
  void work.finally(() => reading.delete(work));
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isStream || body === null) return answer;
  return new Response(body.pipeThrough(checkedMessages(note)), { status, statusText, headers });
};

globalThis.fetch = async (input, init) => {
  const asked = await askedIn(input, init);
  return checked(asked, await plainFetch(input, init));
};

afterEach(async () => {
  await Promise.all(reading);
  const found = faults.splice(0);
  if (found.length > 0) throw new Error(found.join('\n'));
});
