import { type ResourceEvent } from '#domain';

import {
  anyOf,
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
import { CAPTURE_CURE } from './cure-schemas.js';
import { dataOfEvents, NOTHING } from './event-data.js';
import { RESOURCE_PROPERTIES, RESOURCE_PROPERTY_FIELDS } from './settings.js';

const ATTEMPT = { operation: text, epoch: integer, node: text };
const DONE = { ...ATTEMPT, nodeRevision: integer };
const AT = { at: described(integer, 'Milliseconds since 1970') };

const CAPTURE = {
  checkpoint: text,
  number: count,
  reason: oneOf(
    ...(['added', 'changed', 'clobbered', 'going-offline', 'recovered'] as const),
    ...(['reverted', 'staged', 'recaptured', 'backup'] as const),
  ),
};

const NODE_MOMENT = { node: text, nodeRevision: integer };

const OVER_UNRESTORED = {
  overUnrestored: described(
    object({ restoreFailed: text, ...NODE_MOMENT }),
    'Set if the capture was taken while a restore was missing',
  ),
};

const RESTORED = object({ ...DONE, checkpoint: text, capture: count });

const RESTORE_FAILED = object(
  { ...ATTEMPT, checkpoint: text, capture: count, reason: text },
  { nodeRevision: integer, cause: oneOf('held', 'key-erased', 'provider-missing'), holder: text },
);

/** The data of the events of a resource. */
export const RESOURCE_EVENTS = dataOfEvents<ResourceEvent>()({
  ResourceOpened: object({ type: text, group: text }, { properties: RESOURCE_PROPERTIES }),
  ResourceReopened: object({
    ...{ type: text, group: text, properties: object(RESOURCE_PROPERTY_FIELDS) },
  }),
  ResourceConfigured: object(
    {},
    { ...RESOURCE_PROPERTY_FIELDS, group: text, persistentState: oneOf('Online', 'Offline') },
  ),
  ResourceFenced: object({ epoch: integer }),
  ResourceOnlinePending: object(
    { ...ATTEMPT, pins: list(object({ checkpoint: text, capture: count })), persist: flag },
    { ...AT, afresh: constant(true) },
  ),
  ResourceOnline: object(DONE),
  ResourceOfflinePending: object({ ...ATTEMPT, persist: flag }, { ...AT, stay: flag }),
  ResourceStopped: object({ operation: text, reason: text }),
  ResourceOffline: object(DONE, { crash: constant(true) }),
  ResourceFailed: object({ ...DONE, reason: text }, AT),
  ResourceClosed: NOTHING,
  RegistryCheckpointAdded: object(
    {
      ...{ checkpoint: text, key: text, effectiveKey: text },
      view: oneOf('64-bit', '32-bit'),
    },
    { captures: described(count, 'Set if a deleted checkpoint comes back: its captures before') },
  ),
  RegistryCheckpointCaptured: object(
    {
      ...CAPTURE,
      source: anyOf(object(NODE_MOMENT), object({ capture: count })),
      hash: text,
    },
    {
      ...OVER_UNRESTORED,
      changes: list(REGISTRY_CHANGE),
      clobberedBy: object({ resource: text, checkpoint: text, nodeRevision: integer }),
      ...CAPTURE_CURE,
    },
  ),
  RegistryCheckpointRestored: RESTORED,
  RegistryCheckpointRestoreFailed: RESTORE_FAILED,
  RegistryCheckpointDeleted: object({ checkpoint: text, key: text }, { reason: oneOf('clobber') }),
  CryptoCheckpointAdded: object({
    checkpoint: text,
    name: text,
    type: count,
    provider: text,
    container: text,
  }),
  CryptoCheckpointCaptured: object(
    { ...CAPTURE, source: object(NODE_MOMENT), fingerprint: text },
    { ...OVER_UNRESTORED, ...CAPTURE_CURE, key: text },
  ),
  CryptoCheckpointRestored: RESTORED,
  CryptoCheckpointRestoreFailed: RESTORE_FAILED,
  CryptoCheckpointDeleted: object({ checkpoint: text, name: text, keys: list(text) }),
});
