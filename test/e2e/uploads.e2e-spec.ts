import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

import { afterEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';
import { type Circumstances } from '../support/circumstances.js';
import { Wire } from '../support/wire.js';

const REG = { 'content-type': 'text/x-ms-regedit' };
const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\In]\r\n';
const KIBIBYTE = 1024;

type Heard = Readonly<{
  status: number;
  retry: string | undefined;
  close: string | undefined;
  body: Json;
}>;

describe('bodies are bounded together', () => {
  let tidemark: Tidemark;

  const begin = async (circumstances: Circumstances): Promise<void> => {
    tidemark = await Tidemark.start(undefined, circumstances);
    await tidemark.send('POST /v1/nodes', { name: 'node-a' });
  };

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const uploading = (headers: Readonly<Record<string, string | number>> = {}): ClientRequest =>
    request(`${tidemark.url}/v1/nodes/node-a/registry`, {
      method: 'PATCH',
      headers: { ...REG, ...headers },
      agent: false,
    });

  const heard = async (sending: ClientRequest): Promise<Heard> => {
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    const { statusCode: status = 0, headers } = answer;
    const { 'retry-after': retry, connection: close } = headers;
    return { status, retry, close, body: (await json(answer)) as Json };
  };

  /** An upload that has begun and was let in: the server asks for the body. */
  const held = async (
    headers: Readonly<Record<string, string | number>> = {},
  ): Promise<ClientRequest> => {
    const sending = uploading({ ...headers, expect: '100-continue' });
    sending.flushHeaders();
    await once(sending, 'continue');
    sending.write(HEAD);
    return sending;
  };

  const finish = (sending: ClientRequest): Promise<Heard> => {
    const answer = heard(sending);
    sending.end('"a"="b"\r\n');
    return answer;
  };

  const BUSY = {
    status: 503,
    retry: '1',
    close: 'close',
    body: { type: 'urn:tidemark:problem:too-many-uploads' },
  };

  test('by number: a further upload is refused at once, without being asked to go on', async () => {
    await begin({ environment: { TIDEMARK_MAX_UPLOADS: '2' } });
    const before = tidemark.fingerprint();
    const [first, second] = [await held(), await held()];
    const asking = uploading({ expect: '100-continue' });
    asking.flushHeaders();
    let isAsked = false;
    asking.once('continue', () => (isAsked = true));
    expect(await heard(asking)).toMatchObject(BUSY);
    expect(isAsked).toBe(false);
    const third = uploading();
    const refused = heard(third);
    third.end(`${HEAD}"c"="${'x'.repeat(900 * KIBIBYTE)}"\r\n`);
    expect(await refused).toMatchObject({
      ...BUSY,
      body: { detail: expect.stringContaining('TIDEMARK_MAX_UPLOADS') },
    });
    expect(tidemark.fingerprint()).toBe(before);
    expect((await tidemark.send('GET /v1/nodes')).status).toBe(200);
    expect(await finish(first)).toMatchObject({ status: 200 });
    const next = await held();
    expect([await finish(second), await finish(next)]).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
  });

  test('by bytes: the announced ones, and those that come', async () => {
    await begin({ environment: { TIDEMARK_MAX_UPLOAD_BYTES: String(100 * KIBIBYTE) } });
    const first = await held({ 'content-length': 60 * KIBIBYTE });
    const announced = uploading({ 'content-length': 41 * KIBIBYTE });
    announced.flushHeaders();
    expect(await heard(announced)).toMatchObject({
      ...BUSY,
      body: { detail: expect.stringContaining('TIDEMARK_MAX_UPLOAD_BYTES') },
    });
    const growing = await held();
    const answer = heard(growing);
    growing.write(`;${'x'.repeat(41 * KIBIBYTE)}`);
    expect(await answer).toMatchObject(BUSY);
    const gone = once(first, 'error');
    first.destroy(new Error('went away'));
    await gone;
    const room = await held({ 'content-length': HEAD.length + 9 });
    expect(await finish(room)).toMatchObject({ status: 200 });
    const never = uploading({ 'content-length': 101 * KIBIBYTE });
    never.flushHeaders();
    expect(await heard(never)).toMatchObject({ status: 413 });
  });

  test('a refused upload frees its place', async () => {
    await begin({ environment: { TIDEMARK_MAX_UPLOADS: '1' } });
    for (const [file, status] of [
      ['no file', 400],
      [`${HEAD}"a"="b"`, 200],
    ] as const)
      for (let count = 0; count < 3; count += 1) {
        const answer = await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG);
        expect(answer.status).toBe(status);
      }
    const other = await tidemark.send('PATCH /v1/nodes/nobody/registry', HEAD, REG);
    expect(other.status).toBe(404);
    expect(await finish(await held())).toMatchObject({ status: 200 });
  });

  test('large JSON bodies by bytes; small ones always pass', async () => {
    await begin({ limits: { jsonBytes: 64 * KIBIBYTE } });
    const head = (length: number): string =>
      `POST /v1/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
    const first = (await Wire.open(tidemark.url)).send(
      head(200 * KIBIBYTE) + ' '.repeat(70 * KIBIBYTE),
    );
    const second = (await Wire.open(tidemark.url)).send(
      head(200 * KIBIBYTE) + ' '.repeat(70 * KIBIBYTE),
    );
    const answered = await Promise.race([first.answered(1), second.answered(1)]);
    expect(answered.map(({ status }) => status)).toEqual([503]);
    expect(JSON.parse(answered[0]?.body ?? '{}')).toMatchObject({
      type: 'urn:tidemark:problem:too-many-bodies',
    });
    expect((await tidemark.send('POST /v1/nodes', { name: 'small' })).status).toBe(201);
    first.destroy();
    second.destroy();
    const changes = Array.from({ length: 400 }, (_, index) => ({
      op: 'set',
      key: 'SOFTWARE\\Large',
      name: `n${index}`,
      value: { type: 'REG_SZ', text: 'x'.repeat(80) },
    }));
    await tidemark.until(
      async () =>
        (await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes })).status === 200,
    );
  });
});
