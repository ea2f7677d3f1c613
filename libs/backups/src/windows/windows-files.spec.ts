import { describe, expect, test } from '@jest/globals';

import { type CheckpointId, type ClusterView, type KeyId } from '#domain';
import {
  APP,
  captured,
  CHECKPOINT,
  checkpointed,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  resourceOpened,
  StateStory,
} from '#testing/domain';
import {
  applyChanges,
  emptyTree,
  findKey,
  getValue,
  hashKey,
  HiveReader,
  sourceOf,
  treeOfHive,
  writeHive,
  type RegistryKey,
} from '#registry';
import { windowsFiles, type WindowsContent, type WindowsFile } from './windows-files.js';

const tree = applyChanges(emptyTree, [
  { op: 'set', key: 'Sub', name: 'Port', value: { type: 'REG_DWORD', number: 1433 } },
]);
const WIDE = 'second' as CheckpointId;
const CONTAINER = 'container' as CheckpointId;
const COPY = 'copy 1' as KeyId;
const NAME = { type: 5, provider: 'P', container: 'C' };
const source = { node: NODE_A, nodeRevision: 1 };

/** A resource with two keys, of which the second is of the 32-bit view, and a key container. */
const story = (hash = hashKey(tree)): StateStory =>
  new StateStory()
    .cluster(
      { type: 'ClusterFormed', data: { name: 'c', logId: 'l' } },
      { type: 'NodeAdded', data: { node: NODE_A, name: 'node-a' } },
      { type: 'ResourceTypeAdded', data: { name: 't' } },
      { type: 'GroupAdded', data: { group: GROUP, name: 'G', owner: NODE_A, preferredOwners: [] } },
      { type: 'ResourceAdded', data: { resource: APP, name: 'R', type: 't', group: GROUP } },
    )
    .group(GROUP, groupOpened, member(APP))
    .resource(
      APP,
      resourceOpened,
      checkpointed()[0],
      captured(1, { hash }),
      {
        type: 'RegistryCheckpointAdded',
        data: { checkpoint: WIDE, key: 'SOFTWARE\\X', view: '32-bit', effectiveKey: 'Y' },
      },
      captured(1, { checkpoint: WIDE, hash: hashKey(undefined) }),
      { type: 'CryptoCheckpointAdded', data: { checkpoint: CONTAINER, name: '5\\P\\C', ...NAME } },
      {
        type: 'CryptoCheckpointCaptured',
        data: {
          ...{ checkpoint: CONTAINER, number: 1, reason: 'added', fingerprint: 'f' },
          ...{ source, key: COPY },
        },
      },
    );

const view = (hash?: string): ClusterView => story(hash).clusterState;

const content = (more: Partial<WindowsContent> = {}): WindowsContent => ({
  view: view(),
  takenAt: new Date('2026-11-30T03:00:00.000Z'),
  captured: (checkpoint) => (checkpoint.id === CHECKPOINT ? tree : undefined),
  sealed: (key) => (key === COPY ? { masterKey: 'm', bytes: Buffer.of(1, 2, 3) } : undefined),
  ...more,
});

const bytesOf = ({ pieces }: WindowsFile): Buffer => Buffer.concat([...pieces()]);
const namesOf = (of: WindowsContent): readonly string[] =>
  Array.from(windowsFiles(of), ({ name }) => name);

const fileOf = (name: string): WindowsFile => {
  const file = [...windowsFiles(content())].find((one) => one.name === name);
  if (file === undefined) throw new Error(`no file ${name}`);
  return file;
};

const read = (file: WindowsFile): RegistryKey => treeOfHive(new HiveReader(bytesOf(file)).parts());

describe('the files of a backup of Windows', () => {
  test('are the stored copies and, at last, the cluster database', () => {
    expect(namesOf(content())).toEqual([
      ...['app/00000001.CPT', 'app/00000001.CPR', 'chk0004.tmp'],
    ]);
  });

  test('have the second key under its own number, once it exists', () => {
    const second = captured(2, { checkpoint: WIDE, hash: hashKey(tree) });
    const { clusterState } = story().resource(APP, second);
    const both = content({ captured: () => tree, view: clusterState });
    expect(namesOf(both).slice(0, 2)).toEqual(['app/00000001.CPT', 'app/00000002.CPT']);
  });

  test('have no file for an absent key, and none for a container whose copy was erased', () => {
    const absent = { view: view(hashKey(undefined)), captured: () => undefined };
    expect(namesOf(content({ ...absent, sealed: () => undefined }))).toEqual(['chk0004.tmp']);
  });

  test('are not made of another content than that of the capture', () => {
    for (const other of [undefined, emptyTree])
      expect(() => [...windowsFiles(content({ captured: () => other }))].map(bytesOf)).toThrow(
        'the content of checkpoint checkpoint is not that of its capture',
      );
  });

  test('have the key of a checkpoint as a hive', () => {
    expect(hashKey(read(fileOf('app/00000001.CPT')))).toBe(hashKey(tree));
  });

  test('have sealed keys behind a head that says what they are', () => {
    expect(bytesOf(fileOf('app/00000001.CPR')).toString('latin1')).toBe(
      'Tidemark key container 1\n' +
        '{"container":"C","fingerprint":"f","key":"copy 1","masterKey":"m","provider":"P","type":5}\n' +
        '\x01\x02\x03',
    );
  });

  test('have the configuration as the cluster database of Windows has it', () => {
    const database = read(fileOf('chk0004.tmp'));
    const at = (key: string, name: string) => {
      const found = findKey(database, key);
      return found && getValue(found, name);
    };
    const text = (value: string) => ({ type: 'REG_SZ', text: value });
    expect(at('', 'PaxosTag')).toEqual({ type: 'REG_DWORD', number: 4 });
    expect(at('', 'ClusterName')).toEqual(text('c'));
    expect(at('Nodes\\node-a', 'NodeName')).toEqual(text('node-a'));
    expect(at('Groups\\group', 'Contains')).toEqual({ type: 'REG_MULTI_SZ', texts: ['app'] });
    expect(at('Groups\\group', 'FailbackWindowStart')).toEqual({
      type: 'REG_DWORD',
      number: 0xffffffff,
    });
    expect(at('Resources\\app', 'Name')).toEqual(text('R'));
    expect(at('Resources\\app', 'PersistentState')).toEqual({ type: 'REG_DWORD', number: 0 });
    expect(at('Resources\\app\\RegSync', '00000001')).toEqual(text(KEY));
    expect(at('Resources\\app\\RegSync', '00000002')).toBeUndefined();
    const own = 'Tidemark\\Resources\\app';
    expect(at(`${own}\\RegSync32`, '00000002')).toEqual(text('SOFTWARE\\X'));
    expect(at(`${own}\\CryptoSync`, '00000001')).toEqual(text('5\\P\\C'));
    expect(findKey(database, 'ResourceTypes\\t')).toBeDefined();
  });
});

describe('a file that was read', () => {
  test('has no fault if it is the one that was written', () => {
    for (const file of windowsFiles(content())) expect(file.faultOf(bytesOf(file))).toBeUndefined();
  });

  test('may be the hive of another writer', () => {
    const standard = { recordedAt: new Date(0), form: 'standard' } as const;
    const other = Buffer.concat([...writeHive(sourceOf(tree), standard)]);
    expect(fileOf('app/00000001.CPT').faultOf(other)).toBeUndefined();
  });

  test.each([
    ['app/00000001.CPT', 'chk0004.tmp', /^expected the hash tm1:\w+, found tm1:\w+$/],
    ['chk0004.tmp', 'app/00000001.CPT', /^expected the hash/],
    ['app/00000001.CPT', 'app/00000001.CPR', /^no hive: byte 0: /],
    ['app/00000001.CPR', 'chk0004.tmp', /^expected \d+ certain bytes, found \d+ others$/],
  ])('in the place of %s is not %s', (wanted, found, fault) => {
    expect(fileOf(wanted).faultOf(bytesOf(fileOf(found)))).toMatch(fault);
  });
});
