import { test } from '@jest/globals';

import { type StatusName } from '#clusapi';

import { specify } from '../../../testing/specify.js';
import { APP, CHECKPOINT, FIRST, GROUP, nodeOpened } from '../../../testing/stories.js';
import { type ContainerId, type KeyId } from '../../vocabulary/ids.js';
import { type NodeCommand } from '../commands.js';
import { node } from '../decide.js';
import { type NodeEvent } from '../events.js';

const spec = specify(node);

const PROVIDER = 'Contoso CSP';
const NAME = { type: 24, provider: PROVIDER, name: 'C' };
const KEYS = { exportable: true, fingerprint: 'f1', key: 'key 1' as KeyId };
const FIRST_ID = 'container 1' as ContainerId;
const SECOND_ID = 'container 2' as ContainerId;
const CONTAINER = { ...NAME, ...KEYS, container: FIRST_ID };
const NEXT = { fingerprint: 'f2', key: 'key 2' as KeyId };

const stored: NodeEvent = { type: 'KeyContainerStored', data: CONTAINER };
const locked: NodeEvent = { type: 'KeyContainerStored', data: { ...CONTAINER, exportable: false } };
const crashed: NodeEvent = { type: 'NodeCrashed', data: { operation: FIRST } };
const fenced: NodeEvent = { type: 'GroupFenced', data: { group: GROUP, epoch: 3 } };

const RESTORE = {
  resource: APP,
  checkpoint: CHECKPOINT,
  capture: 1,
  group: GROUP,
  epoch: 2,
  operation: FIRST,
};
const restoring = (more: object = {}): NodeCommand => ({
  type: 'RestoreKeyContainer',
  data: { ...CONTAINER, ...RESTORE, container: SECOND_ID, ...more },
});
const clearing: NodeCommand = {
  type: 'RestoreKeyContainerAbsence',
  data: { ...NAME, ...RESTORE },
};
const restored = (more: object = {}): NodeEvent => ({
  type: 'KeyContainerRestored',
  data: { ...CONTAINER, ...RESTORE, container: SECOND_ID, ...more },
});
const cleared = (more: object = {}): NodeEvent => ({
  type: 'KeyContainerAbsenceRestored',
  data: { ...NAME, ...RESTORE, ...more },
});
const store = (more: object = {}): NodeCommand => ({
  type: 'StoreKeyContainer',
  data: { ...CONTAINER, ...more },
});
const setDefault = (type: number, provider: string): NodeCommand => ({
  type: 'SetDefaultProvider',
  data: { type, provider },
});
const deleted: NodeEvent = {
  type: 'KeyContainerDeleted',
  data: { container: FIRST_ID, key: KEYS.key, fingerprint: 'f1' },
};

test.each<[string, readonly NodeEvent[], NodeCommand, readonly NodeEvent[]]>([
  [
    'takes another default provider',
    [],
    setDefault(24, PROVIDER),
    [{ type: 'DefaultProviderSet', data: { type: 24, provider: PROVIDER } }],
  ],
  [
    'has this default provider already',
    [{ type: 'DefaultProviderSet', data: { type: 24, provider: PROVIDER } }],
    setDefault(24, PROVIDER),
    [],
  ],
  ['stores a new container', [], store(), [stored]],
  ['has this very key already', [stored], store({ container: SECOND_ID }), []],
  [
    'replaces the key of a container, whatever the case of its name',
    [stored],
    store({ ...NEXT, name: 'c', container: SECOND_ID }),
    [
      {
        type: 'KeyContainerStored',
        data: { ...CONTAINER, ...NEXT, name: 'c', replaced: KEYS.key },
      },
    ],
  ],
  [
    'stores into the container that the caller has seen',
    [stored],
    store({ ...NEXT, into: FIRST_ID }),
    [{ type: 'KeyContainerStored', data: { ...CONTAINER, ...NEXT, replaced: KEYS.key } }],
  ],
  ['deletes', [stored], { type: 'DeleteKeyContainer', data: { container: FIRST_ID } }, [deleted]],
  ['is cleaned', [stored], { type: 'CleanNode', data: {} }, [deleted]],
  [
    'is cleaned though it has crashed',
    [stored, crashed],
    { type: 'CleanNode', data: {} },
    [deleted],
  ],
  ['has nothing to clean', [], { type: 'CleanNode', data: {} }, []],
  [
    'reveals its keys',
    [stored],
    { type: 'RevealKeyMaterial', data: { container: FIRST_ID } },
    [{ ...deleted, type: 'KeyMaterialRevealed' }],
  ],
  ['gets a restored container', [], restoring(), [restored()]],
  [
    'has another key before the restore',
    [stored],
    restoring(NEXT),
    [restored({ ...NEXT, container: FIRST_ID, replaced: KEYS.key })],
  ],
  [
    'has this key before the restore: the new copy is to be erased',
    [stored],
    restoring({ key: NEXT.key }),
    [restored({ container: FIRST_ID, replaced: NEXT.key })],
  ],
  ['was restored in this operation', [restored()], restoring(), []],
  [
    'was restored to an earlier capture',
    [restored()],
    restoring({ capture: 2, ...NEXT }),
    [restored({ capture: 2, ...NEXT, replaced: KEYS.key })],
  ],
  [
    'loses a container by a restore',
    [stored],
    clearing,
    [cleared({ container: FIRST_ID, replaced: KEYS.key })],
  ],
  ['has no container to lose by a restore', [], clearing, [cleared()]],
  ['has lost its container by this restore', [cleared()], clearing, []],
])('a node that %s', (_, history, command, events) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .then(...events);
});

test.each<[string, readonly NodeEvent[], NodeCommand, StatusName, RegExp]>([
  ['a type that is none', [], setDefault(0, PROVIDER), 'NTE_BAD_PROV_TYPE', /^0 is none$/],
  [
    'a provider of another type',
    [],
    store({ type: 1, provider: 'Microsoft Enhanced RSA and AES Cryptographic Provider' }),
    'NTE_PROV_TYPE_NO_MATCH',
    /is of type 24$/,
  ],
  [
    'a container that is gone',
    [],
    store({ into: FIRST_ID }),
    'NTE_BAD_KEYSET',
    /^no such key container: container 1$/,
  ],
  [
    'a container that is another one now',
    [stored],
    store({ into: SECOND_ID }),
    'NTE_BAD_KEYSET',
    /container 2$/,
  ],
  [
    'the deletion of a container that is none',
    [stored],
    { type: 'DeleteKeyContainer', data: { container: SECOND_ID } },
    'NTE_BAD_KEYSET',
    /^no such key container$/,
  ],
  [
    'to reveal keys that are not exportable',
    [locked],
    { type: 'RevealKeyMaterial', data: { container: FIRST_ID } },
    'NTE_BAD_KEY_STATE',
    /not exportable$/,
  ],
  [
    'a restore that was overtaken',
    [fenced],
    restoring(),
    'ERROR_INVALID_STATE',
    /epoch 2 is fenced/,
  ],
  ['an absence that was overtaken', [fenced], clearing, 'ERROR_INVALID_STATE', /epoch 2 is fenced/],
  ['an edit after a crash', [crashed], store(), 'ERROR_CLUSTER_NODE_DOWN', /has crashed/],
  ['a restore after a crash', [crashed], restoring(), 'ERROR_CLUSTER_NODE_DOWN', /has crashed/],
])('a node refuses %s', (_, history, command, status, reason) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .refuses(status, reason);
});
