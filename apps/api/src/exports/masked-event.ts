import { type Recorded } from '#event-store';
import { type Redaction, type RegistryChange } from '#registry';

import { changesIn, withChanges } from '../history/change-lists.js';
import { eventShape } from '../history/history-shapes.js';
import { changeShape } from '../registry/change-shape.js';

/** The JSON of an event as an export shows it: values of masked names are masks. */
export const maskedEvent = (
  { event: recorded, isSetBack }: Readonly<{ event: Recorded; isSetBack: boolean }>,
  redaction: Redaction,
): object => {
  const shape = eventShape(recorded, isSetBack);
  const { data } = recorded.event;
  if (!changesIn(data).some((change) => isMasked(change, redaction))) return shape;
  const masked = withChanges(data, (change) =>
    isMasked(change, redaction)
      ? { ...change, value: redaction.mask(change.value) }
      : changeShape(change),
  );
  return { ...shape, data: masked };
};

type Setting = Extract<RegistryChange, { op: 'set' }>;

const isMasked = (change: RegistryChange, redaction: Redaction): change is Setting =>
  change.op === 'set' && redaction.isMasked(change.key, change.name);
