import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import { nodeOpened } from '../../../testing/stories.js';
import { type NodeCommand } from '../commands.js';
import { node } from '../decide.js';
import { type NodeEvent } from '../events.js';
import { blockingHold } from './decide-registry.js';

const spec = specify(node);
const held = (key: string, holder: string): NodeEvent => ({
  type: 'RegistryHeld',
  data: { key, holder },
});
const hold = (key: string, holder: string): NodeCommand => ({
  type: 'HoldRegistry',
  data: { key, holder },
});
const release = (key: string): NodeCommand => ({ type: 'ReleaseRegistry', data: { key } });

describe('a hold', () => {
  test('is taken once, by one program at a time', () => {
    spec.given(nodeOpened).when(hold('K', 'x')).then(held('K', 'x'));
    spec.given(nodeOpened, held('K', 'x')).when(hold('k', 'x')).decidesNothing();
    spec.given(nodeOpened, held('K', 'x')).when(hold('K', 'y')).then(held('K', 'y'));
  });

  test('is released under the key as it was held, regardless of case', () => {
    spec
      .given(nodeOpened, held('K\\Sub', 'x'))
      .when(release('k\\SUB'))
      .then({ type: 'RegistryReleased', data: { key: 'K\\Sub' } });
  });

  test('that is not there can not be released', () => {
    spec
      .given(nodeOpened, held('K\\Sub', 'x'))
      .when(release('K'))
      .refuses('ERROR_FILE_NOT_FOUND', /^no program holds K open$/);
  });

  const holds = new Map([['K\\SUB', { key: 'K\\Sub', holder: 'x' }]]);
  test.each([
    ['its key', 'K\\Sub', 'x'],
    ['a key above it', 'K', 'x'],
    ['no key below it', 'K\\Sub\\Deep', undefined],
    ['no key beside it', 'K\\Su', undefined],
  ])('prevents the restore of %s', (_, key, holder) => {
    expect(blockingHold(key, { holds })?.holder).toBe(holder);
  });
});
