import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { emptyTree, findKey, hashKey, type RegistryChange } from '#registry';
import { applyToModel, contentOf, contentOfModel, findInModel, modelKey } from '#testing/registry';

import { nodeOpened } from '../../testing/stories.js';
import { type NodeCommand } from './commands.js';
import { node } from './decide.js';
import { type PresentNode } from './state.js';

const key = fc.constantFrom('A', 'a\\B', 'A\\B\\C', 'D');
const name = fc.constantFrom('n', 'N', '');
const change: fc.Arbitrary<RegistryChange> = fc.oneof(
  fc.record({
    op: fc.constant('set' as const),
    key,
    name,
    value: fc.record({ type: fc.constant('REG_DWORD' as const), number: fc.nat(3) }),
  }),
  fc.record({ op: fc.constant('delete-value' as const), key, name }),
  fc.record({ op: fc.constant('create-key' as const), key }),
  fc.record({ op: fc.constant('delete-key' as const), key }),
);
const changes = fc.array(change, { maxLength: 4 });

const present = nodeOpened;
const opened = node.evolve(node.initial, present) as PresentNode;

const run = (state: PresentNode, command: NodeCommand): PresentNode =>
  node.decide(command, state).reduce(node.evolve, state) as PresentNode;

test('a registry after any edits equals a plain model, and the log has only the differences', () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 20 }), (edits) => {
      const model = modelKey();
      let state = opened;
      for (const edit of edits) {
        const did = edit.map((one) => applyToModel(model, one));
        const before = state;
        state = run(state, { type: 'ChangeRegistry', data: { changes: edit } });
        expect(state.revision - before.revision).toBe(did.includes(true) ? 1 : 0);
        expect(contentOf(state.registry)).toEqual(contentOfModel(model));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a restore gives the key the content of the capture, and changes nothing else', () => {
  fc.assert(
    fc.property(fc.array(changes), fc.array(changes), key, (here, there, path) => {
      const edit = (state: PresentNode, one: readonly RegistryChange[]): PresentNode =>
        run(state, { type: 'ChangeRegistry', data: { changes: one } });
      const source = there.reduce(edit, opened).registry;
      const target = here.reduce(edit, opened);
      const content = findKey(source, path);
      const restored = run(target, restore(path, content));
      expect(hashKey(findKey(restored.registry, path))).toBe(hashKey(content));
      const model = modelKey();
      for (const one of here.flat()) applyToModel(model, one);
      const elsewhere = ['A', 'a\\B', 'A\\B\\C', 'D'].filter(
        (other) => !related(other.toUpperCase(), path.toUpperCase()),
      );
      for (const other of elsewhere) {
        const found = findKey(restored.registry, other);
        const wanted = findInModel(model, other);
        expect(found && contentOf(found)).toEqual(wanted && contentOfModel(wanted));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

const related = (left: string, right: string): boolean =>
  `${left}\\`.startsWith(`${right}\\`) || `${right}\\`.startsWith(`${left}\\`);

const restore = (path: string, content: ReturnType<typeof findKey>): NodeCommand => ({
  type: 'RestoreRegistry',
  data: {
    resource: 'r' as never,
    checkpoint: 'c' as never,
    capture: 1,
    key: path,
    group: 'g' as never,
    epoch: 1,
    operation: 'o' as never,
    content,
  },
});

test('a staged list applies as a whole, on top of edits that came in between', () => {
  fc.assert(
    fc.property(changes, changes, changes, (first, second, between) => {
      const set = { set: 's', count: 2, hash: '' };
      const model = modelKey();
      let state = opened;
      const stage = (index: number, part: readonly RegistryChange[]): void => {
        state = run(state, {
          type: 'StageRegistryChanges',
          data: { set: 's', index, changes: part },
        });
      };
      stage(0, first);
      stage(1, second);
      expect(state.registry).toBe(emptyTree);
      state = run(state, { type: 'ChangeRegistry', data: { changes: between } });
      state = run(state, { type: 'ChangeRegistry', data: { changes: [], staged: set } });
      for (const one of [...between, ...first, ...second]) applyToModel(model, one);
      expect(contentOf(state.registry)).toEqual(contentOfModel(model));
    }),
    { seed: 1, numRuns: 300 },
  );
});
