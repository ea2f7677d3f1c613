import { beforeEach, describe, expect, test } from '@jest/globals';

import { type NodeId } from '#domain';
import { idOf } from '#testing/processes';

import { LedgerScene } from '../../../testing/ledger-scene.js';
import { type Written } from '../../../testing/written-log.js';

let scene: LedgerScene;

describe('a key container', () => {
  beforeEach(() => {
    scene = LedgerScene.captured();
    scene.storeContainer('a', 'one');
    scene.addCrypto('app');
    scene.captureContainer('app', 'one');
  });

  test('is lost by the rule of its edit, with its fingerprints', async () => {
    scene.storeContainer('b', 'two');
    const edit = scene.storeContainer('b', 'three');
    scene.restoreContainer('b', 'app', 'one');
    expect(await scene.onlyRow()).toEqual({
      ...{ rule: 'R3', node: 'b', checkpoint: 'crypto', key: '24\\P\\C', name: null },
      ...{ lost: { fingerprint: 'three' }, kept: { fingerprint: 'one' }, edits: 2, victims: [] },
      ...{ lostFrom: 'node', written: Number(edit.position) },
    });
  });

  test('is lost by rule 2 on the owner', async () => {
    scene.storeContainer('a', 'two');
    scene.restoreContainer('a', 'app', 'one');
    expect(await scene.onlyRow()).toMatchObject({ rule: 'R2', lost: { fingerprint: 'two' } });
  });

  test('is lost as an absence if it was deleted', async () => {
    scene.deleteContainer('a', 'one');
    scene.restoreContainer('a', 'app', 'one');
    expect(await scene.onlyRow()).toMatchObject({ lost: null, kept: { fingerprint: 'one' } });
  });

  test('that the node already has is not lost', async () => {
    scene.storeContainer('b', 'one');
    scene.restoreContainer('b', 'app', 'one');
    expect(await scene.rows()).toEqual([]);
  });

  test('of a stored copy is lost if another one is captured over a missing restore', async () => {
    const [failed] = scene.online('app', 'b', ['crypto']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.storeContainer('b', 'two');
    scene.captureContainer('app', 'two', { node: 'b', failed });
    scene.storeContainer('b', 'three');
    scene.captureContainer('app', 'three', { node: 'b', failed });
    expect(await scene.onlyRow()).toMatchObject({
      ...{ checkpoint: 'crypto', key: '24\\P\\C', lost: { fingerprint: 'one' } },
      ...{ kept: { fingerprint: 'two' }, lostFrom: 'capture', rule: 'R3' },
    });
  });

  describe('that is deleted over a missing restore', () => {
    const overMissing = (): Written => {
      const [failed] = scene.online('app', 'b', ['crypto']);
      if (failed === undefined) throw new Error('nothing has failed');
      return failed;
    };

    beforeEach(() => {
      scene.storeContainer('b', 'stale');
      const failed = overMissing();
      scene.deleteContainer('b', 'stale');
      scene.captureContainer('app', undefined, { node: 'b', failed });
    });

    test('displaces that of the stored copy, in one row', async () => {
      expect(await scene.onlyRow()).toMatchObject({
        ...{ checkpoint: 'crypto', node: 'b', key: '24\\P\\C', name: null, rule: 'R3' },
        ...{ lost: { fingerprint: 'one' }, kept: null, lostFrom: 'capture', victims: [] },
      });
    });

    test('displaces nothing if the stored copy is an absence', async () => {
      scene.leave('app', 'b');
      scene.end('app', 'b');
      scene.storeContainer('b', 'two');
      const failed = overMissing();
      scene.storeContainer('b', 'three');
      scene.captureContainer('app', 'three', { node: 'b', failed });
      expect(await scene.rows()).toHaveLength(1);
    });

    test('is lost as an edit if an absence is restored', async () => {
      const edit = scene.storeContainer('a', 'two');
      scene.restoreAbsence('a', 'app');
      expect((await scene.rows()).at(-1)).toEqual({
        ...{ rule: 'R3', node: 'a', checkpoint: 'crypto', key: '24\\P\\C', name: null },
        ...{ lost: { fingerprint: 'two' }, kept: null, edits: 1, victims: [], lostFrom: 'node' },
        written: Number(edit.position),
      });
    });

    test('is not lost if its keys are secured, or if it is absent', async () => {
      scene.restoreAbsence('a', 'app');
      scene.restoreAbsence('b', 'app');
      scene.restoreAbsence('a', 'app');
      expect(await scene.rows()).toHaveLength(1);
    });

    test('is lost by rule 6 if it is live for another resource', async () => {
      scene.log.resource('web', 'CryptoCheckpointAdded', {
        ...{ checkpoint: idOf('d'), name: '24\\P\\C', type: 24, provider: 'P', container: 'C' },
      });
      scene.online('web', 'a');
      scene.restoreAbsence('a', 'app');
      expect((await scene.rows()).at(-1)).toMatchObject({
        ...{ rule: 'R6', victims: ['d'], lost: { fingerprint: 'one' }, kept: null },
      });
    });

    test('is listed by its operation alone if an operator restores an absence', async () => {
      scene.storeContainer('a', 'two');
      scene.restoreAbsence('a', 'app', { deliberate: true });
      expect(await scene.rows()).toHaveLength(1);
    });
  });

  describe('whose edit is not secured', () => {
    const unsecuredOn = async (node: string): Promise<readonly unknown[]> => {
      const reads = await scene.log.read();
      const at = reads.position;
      const found = reads.ledger.unsecured.on(reads.stateAt(at), idOf(node) as NodeId, {
        ...{ limit: 10, at },
      });
      await reads.close();
      return found.items.map(({ key, value }) => [key, value]);
    };

    beforeEach(() => {
      const added = { resource: idOf('app'), name: 'app', type: 'Generic Service' };
      const formed = { name: 'test', logId: idOf('log') };
      scene.log.write('cluster', 'test', { type: 'ClusterFormed', data: formed });
      scene.log.write('cluster', 'test', {
        type: 'ResourceAdded',
        data: { ...added, group: idOf('group app') },
      });
      scene.deleteContainer('a', 'one');
    });

    test('is a deletion', async () => {
      expect(await unsecuredOn('a')).toEqual([['24\\P\\C', undefined]]);
    });

    test('is not listed if the stored copy is an absence, too', async () => {
      const [failed] = scene.online('app', 'b', ['crypto']);
      if (failed === undefined) throw new Error('nothing has failed');
      scene.captureContainer('app', undefined, { node: 'b', failed });
      expect(await unsecuredOn('a')).toEqual([]);
    });
  });
});
