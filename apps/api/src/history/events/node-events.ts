import { type NodeEvent } from '#domain';

import {
  constant,
  count,
  described,
  flag,
  integer,
  list,
  object,
  oneOf,
  text,
} from '../../http/schema/schema.js';
import { REGISTRY_CHANGE } from '../../registry/value-schemas.js';
import { CURE, UNDOING } from './cure-schemas.js';
import { dataOfEvents, NOTHING } from './event-data.js';

const OPERATION = { operation: text };
const CHANGES = list(REGISTRY_CHANGE);

const STAGED = described(
  object({ set: text, count, hash: text }),
  'The set of staged changes that apply before `changes`',
);

const RESTORE = {
  ...OPERATION,
  resource: text,
  checkpoint: text,
  capture: count,
  group: text,
  epoch: integer,
};

const DELIBERATE = { deliberate: constant(true) };

const CONTAINER_NAME = { type: count, provider: text, name: text };

const CONTAINER = {
  ...CONTAINER_NAME,
  container: text,
  exportable: flag,
  fingerprint: text,
  key: text,
};

const KEY_OF_CONTAINER = { container: text, key: text, fingerprint: text };

/** The data of the events of a node. */
export const NODE_EVENTS = dataOfEvents<NodeEvent>()({
  NodeOpened: object({ name: text }),
  NodeStarted: object(OPERATION, { ignorePersistentState: flag }),
  NodeStopped: object(OPERATION),
  NodeCrashed: object(OPERATION),
  NodePaused: object(OPERATION),
  NodeResumed: object({ ...OPERATION, failback: oneOf('none', 'immediate', 'policy') }),
  DrainStarted: object(
    { ...OPERATION, purpose: oneOf('stop', 'pause') },
    { target: text, force: flag, retry: flag },
  ),
  DrainCompleted: object(OPERATION, { status: oneOf('Completed', 'Failed'), reason: text }),
  NodeEvictionStarted: object(OPERATION),
  NodeEvictionAbandoned: object(OPERATION),
  NodeReturned: NOTHING,
  GroupFenced: object({ group: text, epoch: integer }),
  RegistryHeld: object({ key: text, holder: text }),
  RegistryReleased: object({ key: text }),
  DefaultProviderSet: object({ type: count, provider: text }),
  KeyContainerStored: object(CONTAINER, { replaced: text }),
  KeyContainerRestored: object(
    { ...CONTAINER, ...RESTORE },
    { ...DELIBERATE, ...UNDOING, replaced: text },
  ),
  KeyContainerAbsenceRestored: object(
    { ...CONTAINER_NAME, ...RESTORE },
    { ...DELIBERATE, ...UNDOING, container: text, replaced: text },
  ),
  KeyContainerDeleted: object(KEY_OF_CONTAINER),
  KeyMaterialRevealed: object(KEY_OF_CONTAINER),
  RegistryChangesStaged: object({ set: text, index: count, changes: CHANGES }),
  RegistryChanged: object({ changes: CHANGES }, { staged: STAGED, ...CURE }),
  RegistryRestored: object(
    { ...RESTORE, key: text, changes: CHANGES, hash: text },
    { ...DELIBERATE, staged: STAGED },
  ),
});
