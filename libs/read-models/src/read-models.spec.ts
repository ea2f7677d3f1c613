import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';

import { InMemoryEventStore, NO_STREAM, toPosition } from '#event-store';
import { idOf, SimulatedCluster } from '#testing/processes';

import { answers } from '../testing/answers.js';
import { HistoryOnFile } from '../testing/history-on-file.js';
import { type LogSource } from './projection/projecting.js';
import { FutureMoment } from './answerable.js';

describe('the read models', () => {
  const history = new HistoryOnFile();

  test('resume after a restart', async () => {
    const other = new SimulatedCluster();
    const first = await history.open({ log: other.store });
    await first.start(await other.store.head());
    await first.close();
    const half = await history.open();
    await half.start(await history.head());
    await half.close();
    const again = await history.open();
    expect(again.position).toBe(history.log.at(-1)?.position);
    await again.start(await history.head());
    expect(answers(again)).toEqual(await history.whole());
    await again.close();
  });

  test('follow new events as if they had been there before', async () => {
    const growing = new SimulatedCluster();
    await growing.form(['app']);
    const reads = await history.open({ log: growing.store });
    await reads.start(await growing.store.head());
    await growing.edit('a', [{ op: 'create-key', key: 'SOFTWARE\\New' }]);
    const head = growing.fold.position ?? toPosition(0n);
    await reads.reached(head);
    expect(reads.registry.keyAt(idOf('a'), 'SOFTWARE\\New', Number(head))).toBeDefined();
    await reads.close();
    await growing.stop();
  });

  test('rebuild a deleted file', async () => {
    const first = await history.open();
    await first.start(await history.head());
    await first.close();
    await rm(history.file);
    const again = await history.open();
    expect(again.position).toBe(0n);
    await again.start(await history.head());
    expect(answers(again)).toEqual(await history.whole());
    await again.close();
  });

  test('do not use a file of another log', async () => {
    const other = new SimulatedCluster();
    await other.start();
    const data = { name: 'test', logId: idOf('another log'), types: [] };
    await other.run({ kind: 'cluster', id: 'test', command: { type: 'FormCluster', data } });
    const first = await history.open({ log: other.store });
    await first.start(await other.store.head());
    await first.close();
    await other.stop();
    const again = await history.open();
    expect(again.position).toBe(0n);
    await again.start(await history.head());
    expect(answers(again)).toEqual(await history.whole());
    await again.close();
    expect(existsSync(history.file)).toBe(true);
  });

  test('do not use a file of the same log with other positions', async () => {
    const copied = new InMemoryEventStore(() => new Date(0));
    const [first] = history.log;
    if (first === undefined) throw new Error('the log is empty');
    const before = { id: idOf('before'), type: 'Before', data: {}, metadata: first.metadata };
    await copied.append('other.node-1', [before], NO_STREAM);
    for (const { id, event, metadata, stream, revision, recordedAt } of history.log)
      await copied.append(stream, [{ id, ...event, metadata, recordedAt }], revision - 1n);
    const there = await history.open({ log: copied });
    await there.start(await copied.head());
    expect(there.position).toBe((history.log.at(-1)?.position ?? 0n) + 1n);
    await there.close();
    const again = await history.open();
    expect(again.position).toBe(0n);
    await again.start(await history.head());
    expect(answers(again)).toEqual(await history.whole());
    await again.close();
  });

  test('refuse a future position by name', async () => {
    const reads = await history.open();
    await reads.start(await history.head());
    const head = reads.position;
    expect(() => reads.resolve(toPosition(head + 1n))).toThrow(
      new FutureMoment(toPosition(head + 1n), head),
    );
    expect(reads.resolve(head)).toBe(head);
    await reads.close();
  });

  test('end a wait for a position with the signal', async () => {
    const reads = await history.open();
    await reads.start(await history.head());
    const never = toPosition(reads.position + 1n);
    await expect(reads.reached(never, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
    await reads.close();
  });

  test('fail at once for questions that they can not answer because the log refuses subscribers', async () => {
    const growing = new SimulatedCluster();
    await growing.form(['app']);
    const log: LogSource = {
      readLog: (range) => growing.store.readLog(range),
      head: () => growing.store.head(),
      async *subscribe(after, signal) {
        if (refuses) throw new Error('no rights');
        yield* growing.store.subscribe(after, signal);
      },
    };
    let [refuses, goOn] = [true, (): void => undefined];
    const reports: unknown[] = [];
    const pause = (): Promise<void> =>
      new Promise((resolve) => {
        goOn = resolve;
      });
    const reads = await history.open({ log, pause, onStopped: (error) => reports.push(error) });
    const head = growing.fold.position ?? toPosition(0n);
    await expect(reads.start(head)).rejects.toThrow('the read model has stopped: no rights');
    expect(reports).toEqual([new Error('no rights')]);
    await expect(reads.reached(head)).rejects.toBe(reads.stopped);
    await expect(reads.rebuild()).rejects.toBe(reads.stopped);
    await reads.reached(toPosition(0n));
    refuses = false;
    goOn();
    while (reads.stopped !== undefined) await turn();
    await reads.reached(head);
    expect(reads.position).toBe(head);
    await reads.close();
    await growing.stop();
  });
});
