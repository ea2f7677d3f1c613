import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { toPosition, type Recorded } from '#event-store';
import { idOf } from '#testing/processes';

import { answers, PAGE } from '../testing/answers.js';
import { HistoryOnFile } from '../testing/history-on-file.js';
import { AnswerParked } from './parked.js';
import { type ReadModels } from './read-models.js';

const NODE_A = `test.node-${idOf('a')}`;

const history = new HistoryOnFile();

describe('when an event can not be projected', () => {
  const isBad = ({ event, stream }: Recorded): boolean =>
    event.type === 'RegistryChanged' && stream === NODE_A;
  let isCured: boolean;
  let reads: ReadModels;

  beforeEach(async () => {
    isCured = false;
    reads = await history.open({
      inspect: (recorded) => {
        if (!isCured && recorded === history.log.find(isBad)) throw new Error('a cosmic ray');
      },
    });
    await reads.start(await history.head());
  });

  afterEach(() => reads.close());

  test('it is parked with the reason, and the projection goes on', () => {
    const bad = history.log.find(isBad);
    expect(reads.position).toBe(history.log.at(-1)?.position);
    expect(reads.parked.list()).toEqual([
      expect.objectContaining({
        id: bad?.id,
        stream: NODE_A,
        error: 'a cosmic ray',
        attempts: 1,
      }),
    ]);
  });

  test('questions about its stream and its operation are refused by name, others are answered', () => {
    const operation = history.log.find(isBad)?.metadata.operation ?? '';
    expect(() => {
      reads.parked.assertAnswerable({ stream: NODE_A });
    }).toThrow(AnswerParked);
    expect(() => {
      reads.parked.assertAnswerable({ operation });
    }).toThrow(AnswerParked);
    reads.parked.assertAnswerable({ stream: `test.node-${idOf('b')}` });
  });

  test('the list of events is still complete', () => {
    expect(reads.events.list({}, PAGE)).toEqual(history.log);
  });

  test('it stays parked until it can be projected, across a restart too', async () => {
    const id = history.log.find(isBad)?.id ?? '';
    await retried();
    expect(reads.parked.get(id)).toMatchObject({ attempts: 2 });
    await reads.close();
    reads = await history.open();
    await reads.start(await history.head());
    expect(reads.parked.list()).toHaveLength(1);
  });

  test('once it is projected, all answers are as if it had never failed', async () => {
    isCured = true;
    await retried();
    expect(reads.parked.list()).toEqual([]);
    expect(answers(reads)).toEqual(await history.whole());
  });

  const retried = async (): Promise<void> => {
    await reads.rebuild();
    await reads.reached(history.log.at(-1)?.position ?? toPosition(0n));
  };
});
