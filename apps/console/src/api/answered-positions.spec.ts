import { describe, expect, test } from '@jest/globals';

import { AnsweredPositions } from './answered-positions.js';

/** The number of times that answers were found to be older than the stream. */
const olderAfter = (script: (positions: AnsweredPositions, begin: Begin) => void): number => {
  let times = 0;
  const positions = new AnsweredPositions();
  script(positions, (head) => {
    positions.begin(head, () => {
      times += 1;
    });
  });
  return times;
};
type Begin = (head: string | null) => void;

describe('the positions of the first answers', () => {
  test.each([
    ['are that of the stream', ['12', '12'], '12', 0],
    ['are after that of the stream', ['13'], '12', 0],
    ['of which one is older', ['12', '11', '12'], '12', 1],
    ['of which several are older', ['9', '11', '10'], '12', 1],
    ['are not told', ['12', null], '12', 1],
    ['are told as numbers, not as text', ['9'], '10', 1],
    ['come before a stream that tells none', ['12'], null, 1],
    ['are none', [], '12', 0],
  ] as const)('%s', (_, answers, head, times) => {
    const older = olderAfter((positions, begin) => {
      for (const answer of answers) positions.ask()(answer);
      begin(head);
    });
    expect(older).toBe(times);
  });

  test.each([
    ['12', 0],
    ['11', 1],
  ])('one that comes after the stream has begun, as of %s', (answer, times) => {
    const older = olderAfter((positions, begin) => {
      const onAnswer = positions.ask();
      begin('12');
      onAnswer(answer);
    });
    expect(older).toBe(times);
  });

  test('a question that is asked later is not compared', () => {
    const older = olderAfter((positions, begin) => {
      begin('12');
      positions.ask()('3');
    });
    expect(older).toBe(0);
  });

  test('each older answer that comes later counts', () => {
    const older = olderAfter((positions, begin) => {
      const onAnswers = [positions.ask(), positions.ask()];
      begin('12');
      for (const onAnswer of onAnswers) onAnswer('11');
    });
    expect(older).toBe(2);
  });
});
