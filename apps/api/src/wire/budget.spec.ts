import { describe, expect, test } from '@jest/globals';

import { HttpProblem } from '../http/answer/http-problem.js';
import { Budget } from './budget.js';

const WORDING = { slug: 'too-many-things', things: 'things', count: 'MAX', bytes: 'MAX_BYTES' };
const budget = (count: number, bytes: number): Budget => new Budget({ count, bytes }, WORDING);

describe('a budget', () => {
  test('has a place for so many, and again when one is given back', () => {
    const two = budget(2, 100);
    const first = two.admit();
    two.admit();
    expect(() => two.admit()).toThrow(/at most 2 things .*MAX/);
    first.release();
    first.release();
    two.admit();
    expect(() => two.admit()).toThrow(HttpProblem);
  });

  test('counts the bytes that were announced from the beginning, and others as they come', () => {
    const small = budget(10, 100);
    const announced = small.admit(60);
    const other = small.admit();
    other.grow(40);
    expect(() => {
      other.grow(1);
    }).toThrow(/at most 100 bytes of things .*MAX_BYTES/);
    announced.grow(60);
    expect(small.held).toEqual({ count: 2, bytes: 100 });
    expect(() => small.admit(1)).toThrow(HttpProblem);
    announced.release();
    other.release();
    expect(small.held).toEqual({ count: 0, bytes: 0 });
  });

  test('counts what comes beyond what was announced', () => {
    const small = budget(10, 100);
    const share = small.admit(10);
    share.grow(30);
    expect(small.held.bytes).toBe(30);
    share.release();
    expect(small.held.bytes).toBe(0);
  });

  test('refuses with 503', () => {
    const none = budget(0, 0);
    try {
      none.admit();
    } catch (error) {
      expect(error).toMatchObject({ status: 503, slug: 'too-many-things' });
    }
    expect.assertions(1);
  });
});
