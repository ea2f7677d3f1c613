import { EventEmitter } from 'node:events';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { type JobOrder, type JobReport } from './job-messages.js';
import { Jobs, TooManyJobs, type Job } from './jobs.js';
import { type ClusterPlace, type Fault } from './task-context.js';

const PLACE: ClusterPlace = {
  ...{ data: '', cluster: 'test', masterKeyFile: '', id: '', head: undefined },
  log: { kind: 'embedded', file: '' },
};
const FAULT: Fault = { what: 'log', where: { position: '7' }, expected: 'a', found: 'b' };

/** A thread that does what the test says. */
class Thread extends EventEmitter {
  isTerminated = false;

  constructor(readonly order: JobOrder) {
    super();
  }

  report(message: JobReport): void {
    this.emit('message', message);
  }

  terminate(): Promise<void> {
    this.isTerminated = true;
    return Promise.resolve();
  }
}

let threads: Thread[];
let jobs: Jobs;
let now: number;

beforeEach(() => {
  [threads, now] = [[], 0];
  jobs = new Jobs({
    now: () => now,
    place: () => Promise.resolve(PLACE),
    start: (order) => {
      const thread = new Thread(order);
      threads.push(thread);
      return thread;
    },
  });
});

const start = async (): Promise<Readonly<{ thread: Thread; id: string }>> => {
  const { id } = await jobs.start('verify', undefined);
  const thread = threads.at(-1);
  if (thread === undefined) throw new Error('no thread');
  return { id, thread };
};

const shown = (id: string): Partial<Job> | undefined => {
  const job = jobs.get(id);
  return (
    job && {
      ...{ status: job.status, done: job.done, of: job.of },
      ...{ failure: job.failure, endedAt: job.endedAt },
    }
  );
};

describe('a job', () => {
  test('shows its progress and its faults, and completes', async () => {
    const { thread, id } = await start();
    expect(shown(id)).toMatchObject({ status: 'running', done: 0 });
    thread.report({ type: 'progress', done: 3, of: 10 });
    thread.report({ type: 'fault', fault: FAULT });
    expect(shown(id)).toMatchObject({ status: 'running', done: 3, of: 10 });
    now = 5;
    thread.report({ type: 'ended', error: undefined });
    const endedAt = new Date(5);
    expect(shown(id)).toEqual({
      status: 'completed',
      done: 10,
      of: 10,
      failure: undefined,
      endedAt,
    });
    expect(jobs.get(id)?.faults).toEqual([FAULT]);
    expect(thread.isTerminated).toBe(true);
  });

  test.each<readonly [string, (thread: Thread) => void, string]>([
    [
      'reports an error',
      (thread) => {
        thread.report({ type: 'ended', error: 'full' });
      },
      'full',
    ],
    ['throws', (thread) => thread.emit('error', new Error('bad')), 'bad'],
    ['ends without a report', (thread) => thread.emit('exit', 1), 'its thread has ended'],
  ])('fails if its thread %s', async (_, act, failure) => {
    const { thread, id } = await start();
    act(thread);
    expect(shown(id)).toMatchObject({ status: 'failed', failure });
    thread.emit('exit', 0);
    expect(shown(id)).toMatchObject({ status: 'failed', failure });
  });

  test('is cancelled once its thread has stopped', async () => {
    const { thread, id } = await start();
    const cancelling = jobs.cancel(id);
    expect(Atomics.load(thread.order.isCancelled, 0)).toBe(1);
    expect(shown(id)).toMatchObject({ status: 'running' });
    thread.report({ type: 'ended', error: 'the job was cancelled' });
    expect(await cancelling).toMatchObject({ id, status: 'cancelled', failure: undefined });
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled' });
    expect(await jobs.cancel('none')).toBeUndefined();
  });

  test('keeps 1,000 faults and says that there are more', async () => {
    const { thread, id } = await start();
    for (let count = 0; count < 1000; count += 1) thread.report({ type: 'fault', fault: FAULT });
    expect(jobs.get(id)).toMatchObject({ more: false });
    thread.report({ type: 'fault', fault: FAULT });
    expect(jobs.get(id)).toMatchObject({ more: true });
    expect(jobs.get(id)?.faults).toHaveLength(1000);
  });
});

test('a fifth job is refused while four run', async () => {
  const four = [await start(), await start(), await start(), await start()];
  await expect(start()).rejects.toThrow(TooManyJobs);
  four[1]?.thread.report({ type: 'ended', error: undefined });
  await start();
  expect(threads).toHaveLength(5);
});

test('the last hundred jobs are remembered, newest first, and each that runs', async () => {
  const first = await start();
  for (let count = 0; count < 110; count += 1) {
    const { thread } = await start();
    thread.report({ type: 'ended', error: undefined });
  }
  expect(jobs.list()).toHaveLength(100);
  expect(jobs.list()[0]?.id).toBe(threads.at(-1)?.order.id);
  expect(jobs.list().at(-1)?.id).toBe(first.id);
});

test('a stop cancels all jobs and lets none begin', async () => {
  const { thread, id } = await start();
  const stopping = jobs.stop();
  thread.report({ type: 'ended', error: 'the job was cancelled' });
  await stopping;
  expect(shown(id)).toMatchObject({ status: 'cancelled' });
  await expect(start()).rejects.toThrow(TooManyJobs);
});
