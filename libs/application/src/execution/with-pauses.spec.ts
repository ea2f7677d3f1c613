import { expect, test } from '@jest/globals';

import { withPauses } from './with-pauses.js';

test('lets other work go on after each step, and gives the result', async () => {
  const done: string[] = [];
  function* work(): Generator<undefined, number> {
    done.push('one');
    yield;
    done.push('two');
    yield;
    done.push('three');
    return 3;
  }
  const pause = (): Promise<void> => {
    done.push('pause');
    return Promise.resolve();
  };
  expect(await withPauses(work(), pause)).toBe(3);
  expect(done).toEqual(['one', 'pause', 'two', 'pause', 'three']);
});
