import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { Launched } from '../support/launched.js';
import { preparedFolder } from '../support/prepared.js';

const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const CONTAINER = '24\\Microsoft Enhanced RSA and AES Cryptographic Provider\\C';

describe('a log with sealed key material', () => {
  let data: string;
  let file: string;

  const folder = preparedFolder(async (first) => {
    const server = await Launched.start(first);
    await server.until('/readyz', 200);
    await send(server, 'POST', 'nodes', { name: 'node-a' });
    expect(await store(server, 'C')).toBe(200);
    await server.stop();
  });

  beforeEach(() => {
    data = folder.path;
    file = join(data, 'master.key');
  });

  const start = (settings: NodeJS.ProcessEnv = {}): Promise<Launched> =>
    Launched.start(data, settings);

  const send = async (
    { url }: Launched,
    method: string,
    path: string,
    body?: object,
  ): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const request = { method, ...(body && { headers, body: JSON.stringify(body) }) };
    const answer = await fetch(`${url}/v1/${path}`, request);
    await answer.arrayBuffer();
    return Math.min(answer.status, answer.status === 201 ? 200 : answer.status);
  };

  const store = (server: Launched, container: string): Promise<number> =>
    send(server, 'PUT', 'nodes/node-a/key-containers', { type: 24, container, pem: PEM });

  const reveal = (server: Launched, container: string): Promise<number> =>
    send(
      server,
      'GET',
      `nodes/node-a/key-containers/${encodeURIComponent(CONTAINER.replace(/C$/, container))}?reveal=true`,
    );

  const refusal = async (): Promise<string> => {
    const { code, err } = await (await start()).ended;
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    return err;
  };

  /** Earlier versions wrote no record of the master key; the first start has written none yet. */
  const requireUnnoted = (): void => {
    const db = new DatabaseSync(join(data, 'log.db'));
    const noted = db
      .prepare("SELECT count(*) AS count FROM erasable WHERE body LIKE '%MasterKeyNoted%'")
      .get();
    expect(noted?.['count']).toBe(0);
    db.close();
  };

  test.each<[string, () => void, RegExp]>([
    [
      'missing',
      () => {
        rmSync(file);
      },
      /master\.key is missing, and the log is sealed with a key/,
    ],
    [
      'another one',
      () => {
        writeFileSync(file, Buffer.alloc(32, 7));
      },
      /has the key with fingerprint [0-9a-f]{16}, and the log is sealed with another one/,
    ],
  ])('is refused at the start when its master key is %s', async (_, lose, line) => {
    requireUnnoted();
    lose();
    const said = await refusal();
    expect(said).toMatch(line);
    expect(existsSync(file)).toBe(!said.includes('missing'));
  });

  test('starts without its master key when an operator gives the key up, and names the lost containers', async () => {
    const right = readFileSync(file);
    const noting = await start();
    await noting.until('/readyz', 200);
    expect(await reveal(noting, 'C')).toBe(200);
    await noting.stop();
    rmSync(file);
    const said = await refusal();
    expect(said).toMatch(
      /with fingerprint [0-9a-f]{16}: put that key there, or set TIDEMARK_MASTER_KEY_LOST=yes/,
    );

    const server = await start({ TIDEMARK_MASTER_KEY_LOST: 'yes' });
    await server.until('/readyz', 200);
    expect(readFileSync(file)).not.toEqual(right);
    expect(await reveal(server, 'C')).toBe(409);
    expect(await store(server, 'D')).toBe(200);
    const { out } = await server.stop();
    const lost = `can't be opened any more: key container ${CONTAINER} of node node-a`;
    expect(out).toContain(JSON.stringify(lost).slice(1, -1));

    const again = await start();
    await again.until('/readyz', 200);
    expect([await reveal(again, 'C'), await reveal(again, 'D')]).toEqual([409, 200]);
    expect((await again.stop()).code).toBe(0);
  });

  test('keeps its master key when the file is removed under a running server', async () => {
    const server = await start();
    await server.until('/readyz', 200);
    rmSync(file);
    expect([await store(server, 'D'), await reveal(server, 'C')]).toEqual([200, 200]);
    expect(existsSync(file)).toBe(false);
    await server.stop();
  });
});

describe('a log whose exports are signed', () => {
  const folder = preparedFolder(async (first) => {
    const server = await Launched.start(first);
    await server.until('/readyz', 200);
    expect((await fetch(`${server.url}/v1/export`)).status).toBe(200);
    await server.stop();
  });

  const keyOf = async (settings: NodeJS.ProcessEnv = {}): Promise<string> => {
    const server = await Launched.start(folder.path, settings);
    await server.until('/readyz', 200);
    const { fingerprint } = (await (
      await fetch(`${server.url}/v1/export/key`)
    ).json()) as Readonly<{
      fingerprint: string;
    }>;
    await server.stop();
    return fingerprint;
  };

  test('keeps its key, refuses to start without it, and takes another one if it is given up', async () => {
    const file = join(folder.path, 'master.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = await keyOf();
    expect(await keyOf()).toBe(first);
    rmSync(file);
    const { code, err } = await (await Launched.start(folder.path)).ended;
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    expect(err).toMatch(/master\.key is missing, and its exports are signed with a key/);
    expect(existsSync(file)).toBe(false);
    const second = await keyOf({ TIDEMARK_MASTER_KEY_LOST: 'yes' });
    expect(second).not.toBe(first);
    expect(await keyOf()).toBe(second);
  });
});
