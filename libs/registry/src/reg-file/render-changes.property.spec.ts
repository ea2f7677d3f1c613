import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../../testing/arbitraries.js';
import { diffKeys } from '../differences/diff.js';
import { hashKey } from '../hash.js';
import { applyChanges, emptyTree } from '../tree/tree.js';
import { parseRegFile } from './parse.js';
import { encodeRegFile } from './render.js';
import { renderRegChanges } from './render-changes.js';

test('a file of differences turns the one tree into the other', () => {
  fc.assert(
    fc.property(meeting, fc.boolean(), ({ first, second }, shares) => {
      const from = applyChanges(emptyTree, first);
      const to = applyChanges(shares ? from : emptyTree, second);
      const file = Buffer.concat([...encodeRegFile(renderRegChanges(diffKeys(from, to, '')))]);
      const made = applyChanges(from, parseRegFile(file));
      expect(hashKey(made)).toBe(hashKey(to));
    }),
  );
});

test('a file of no differences has a header alone', () => {
  expect([...renderRegChanges([])]).toEqual(['Windows Registry Editor Version 5.00\r\n\r\n']);
});
