import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

const SAMPLE = resolve(import.meta.dirname, '../../samples/sql-server.reg');
const REG = { 'content-type': 'text/x-ms-regedit' };

describe('the past', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterAll(() => tidemark.stop());

  test('a value reads as it was at every position and instant', async () => {
    const edits: Json[] = [];
    for (const text of ['one', 'two', 'three'])
      edits.push((await tidemark.edit('node-a', text)).body);
    for (const [index, text] of ['one', 'two', 'three'].entries())
      expect(await tidemark.value('node-a', String(edits[index]?.['position']))).toBe(text);
    const [event] = await tidemark.items(`/v1/events?operation=${String(edits[2]?.['operation'])}`);
    expect(await tidemark.value('node-a', String(event?.['recordedAt']))).toBe('three');
    expect(
      await tidemark.value('node-a', '2000-01-01T00:00:00Z').catch(() => undefined),
    ).toBeUndefined();
  });

  test('a group reads as it was, under the name it had then', async () => {
    const before = (await tidemark.send('GET /readyz')).body['position'] as string;
    await tidemark.send('PATCH /v1/groups/SQL', { name: 'Renamed' });
    await tidemark.send('POST /v1/groups/Renamed/move', { to: 'node-b' });
    const then = await tidemark.send(`GET /v1/groups/SQL?at=${before}`);
    expect(then.body).toMatchObject({ name: 'SQL', owner: 'node-a' });
    expect((await tidemark.send('GET /v1/groups/SQL')).status).toBe(404);
    expect((await tidemark.send('GET /v1/groups/Renamed')).body).toMatchObject({ owner: 'node-b' });
  });

  test('every version of a value is in its history, newest first', async () => {
    const found = await tidemark.items(`/v1/nodes/node-a/registry/history?key=${KEY}&name=Port`);
    expect(found.map(({ value }) => (value as Json)['text'] as string)).toEqual([
      'three',
      'two',
      'one',
    ]);
  });

  const tree = async (node: string): Promise<Json> => {
    const { body } = await tidemark.send(
      `GET /v1/nodes/${node}/registry?depth=all&key=SOFTWARE\\Microsoft`,
    );
    return JSON.parse(
      JSON.stringify(body, (name, value: unknown) =>
        name === 'writtenAt' || name === 'node' ? undefined : value,
      ),
    ) as Json;
  };

  test('a .reg file that is imported, exported and imported elsewhere gives the same tree', async () => {
    const file = await readFile(SAMPLE);
    const imported = await fetch(`${tidemark.url}/v1/nodes/node-a/registry`, {
      method: 'PATCH',
      headers: REG,
      body: new Uint8Array(file),
    });
    expect(imported.status).toBe(200);
    const exported = await fetch(`${tidemark.url}/v1/nodes/node-a/registry`, {
      headers: { accept: 'text/x-ms-regedit' },
    });
    const bytes = new Uint8Array(await exported.arrayBuffer());
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    const again = await fetch(`${tidemark.url}/v1/nodes/node-b/registry`, {
      method: 'PATCH',
      headers: REG,
      body: bytes,
    });
    expect(again.status).toBe(200);
    expect(await tree('node-b')).toEqual(await tree('node-a'));
  });

  test('a whole view is the same whether it is read from the present state or from the past', async () => {
    for (const view of ['64-bit', '32-bit']) {
      const now = await tidemark.send(`GET /v1/nodes/node-a/registry?depth=all&view=${view}`);
      const at = now.headers.get('tidemark-position') ?? '';
      const then = await tidemark.send(
        `GET /v1/nodes/node-a/registry?depth=all&view=${view}&at=${at}`,
      );
      expect(now.body).toEqual(then.body);
      const deep = await tidemark.send(
        `GET /v1/nodes/node-a/registry?depth=99&view=${view}&at=${at}`,
      );
      expect(now.body).toEqual(deep.body);
    }
    const missing = await tidemark.send('GET /v1/nodes/node-a/registry?depth=all&key=NOWHERE');
    expect(missing.body).toMatchObject({ exists: false, values: [], keys: [] });
  });

  test('a .reg file of 50,000 lines survives import, export and import elsewhere', async () => {
    const import_ = (node: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> =>
      fetch(`${tidemark.url}/v1/nodes/${node}/registry`, {
        method: 'PATCH',
        headers: REG,
        body: bytes,
      });
    const export_ = async (node: string): Promise<Buffer<ArrayBuffer>> => {
      const query = 'key=SOFTWARE%5CLarge';
      const answer = await fetch(`${tidemark.url}/v1/nodes/${node}/registry?${query}`, {
        headers: { accept: 'text/x-ms-regedit' },
      });
      return Buffer.from(await answer.arrayBuffer());
    };
    expect((await import_('node-a', largeFile(50_000))).status).toBe(200);
    const exported = await export_('node-a');
    expect(exported.toString('utf16le').split('\r\n').length).toBeGreaterThan(50_000);
    expect((await import_('node-b', exported)).status).toBe(200);
    expect(Buffer.compare(await export_('node-b'), exported)).toBe(0);
  });

  test('a .reg file with one bad line changes nothing, and the line is named', async () => {
    const head = (await tidemark.send('GET /readyz')).body['position'] as string;
    const text = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n"x"=dword:zz\r\n`;
    const { status, body } = await tidemark.send('PATCH /v1/nodes/node-a/registry', text, REG);
    expect(status).toBe(400);
    expect((body['errors'] as Json[])[0]).toMatchObject({ line: 4, column: 11 });
    expect((await tidemark.send('GET /readyz')).body['position']).toBe(head);
  });

  test('a long .reg file is imported as a whole or not at all, in one revision', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `"v${index}"="${'x'.repeat(60)}"`);
    const text = [
      'Windows Registry Editor Version 5.00',
      '',
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Long]',
      ...lines,
    ].join('\r\n');
    const { body } = await tidemark.send('PATCH /v1/nodes/node-a/registry', text, REG);
    const types = (body['events'] as Json[]).map(({ type }) => type as string);
    expect(types.length).toBeGreaterThan(2);
    expect(types.slice(0, -1).every((type) => type === 'RegistryChangesStaged')).toBe(true);
    const view = await tidemark.send('GET /v1/nodes/node-a/registry?key=SOFTWARE\\Long');
    expect(view.body['values']).toHaveLength(20_000);
    const at = String(BigInt(body['position'] as string) - 1n);
    expect(
      (await tidemark.send(`GET /v1/nodes/node-a/registry?key=SOFTWARE\\Long&at=${at}`)).body[
        'exists'
      ],
    ).toBe(false);
  });
});

/** UTF-16LE with a BOM, as regedit writes it: many keys, every type, folded hex lines. */
function largeFile(lines: number): Buffer<ArrayBuffer> {
  const value = (index: number): string =>
    [
      `"Text ${index}"="line ${index} \\"quoted\\" c:\\\\path"`,
      `"Number ${index}"=dword:${index.toString(16).padStart(8, '0')}`,
      `"Bytes ${index}"=hex:01,02,\\\r\n  03,${(index % 256).toString(16).padStart(2, '0')}`,
      `"Wide ${index}"=hex(b):${(index % 256).toString(16).padStart(2, '0')},00,00,00,00,00,00,80`,
      `"Ümlaut ${index}"=hex(7):41,00,00,00,42,00,00,00,00,00`,
    ][index % 5] ?? '';
  const body = Array.from({ length: lines }, (_, index) =>
    index % 100 === 0 ? `\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Large\\Key ${index}]` : value(index),
  );
  const text = ['\ufeffWindows Registry Editor Version 5.00', ...body, ''].join('\r\n');
  return Buffer.from(text, 'utf16le');
}

describe('a log whose clock was set back', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterAll(() => tidemark.stop());

  test('an instant is the last event recorded not later, even if the clock was set back', async () => {
    const { engine } = tidemark;
    await tidemark.edit('node-a', 'one');
    const [newest] = await tidemark.items('/v1/events?type=RegistryChanged&order=newest&limit=1');
    const at = Date.parse(String(newest?.['recordedAt']));
    const edits = [3_600_000, -7_200_000, -7_000_000].map((ms, index) => ({
      text: `set ${index}`,
      recordedAt: new Date(at + ms),
    }));
    for (const edit of edits) await record(engine, edit);
    const listed = await tidemark.items('/v1/events?type=RegistryChanged&order=newest&limit=3');
    const flags = listed.map((event) => event['clockWentBack'] as unknown);
    expect(flags).toEqual([true, true, undefined]);
    const value = (ms: number): Promise<string | undefined> =>
      tidemark.value('node-a', new Date(at + ms).toISOString());
    expect(await value(3_600_000)).toBe('set 2');
    expect(await value(-7_000_000)).toBe('set 2');
    expect(await value(-7_000_001)).toBe('set 1');
    expect(await value(-7_200_000)).toBe('set 1');
    const before = new Date(at - 7_200_001).toISOString();
    expect((await tidemark.send(`GET /v1/nodes/node-a?at=${before}`)).status).toBe(404);
    const stream = await fetch(`${tidemark.url}/v1/events/stream`, {
      headers: { 'last-event-id': String(listed[2]?.['position']) },
    });
    const text = await firstEvent(stream);
    expect(text).toContain('"clockWentBack":true');
    expect(text).toContain(`id: ${String(listed[1]?.['position'])}\n`);
  });
});

/** Records an edit of one value at an instant. */
const record = async (
  engine: Tidemark['engine'],
  { text, recordedAt }: Readonly<{ text: string; recordedAt: Date }>,
): Promise<void> => {
  const written = { direction: 'backwards', limit: 1 } as const;
  const { clusterState, name: cluster } = engine;
  const [id] =
    clusterState.cluster.status === 'formed' ? [...clusterState.cluster.nodes.keys()] : [];
  const stream = `${cluster}.node-${String(id)}`;
  for await (const { event, metadata, revision } of engine.store.readStream(stream, written)) {
    const change = { op: 'set', key: KEY, name: 'Port', value: { type: 'REG_SZ', text } };
    const data = { ...event.data, changes: [change] };
    const next = { id: engine.parts.newId(), type: 'RegistryChanged', data, metadata, recordedAt };
    const { position } = await engine.store.append(stream, [next], revision);
    await engine.fold.reached(position);
  }
};

/** The first event of a stream of events. */
const firstEvent = async (answer: Response): Promise<string> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    if (/^data: .*\n\n/m.test(text)) break;
  }
  return text;
};
