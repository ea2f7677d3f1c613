import { type Recorded } from '#event-store';
import { type Redaction, type RegistryChange } from '#registry';

import { eventShape } from '../history/history-shapes.js';

type Changes = Readonly<{ changes?: readonly RegistryChange[] }>;

/** The JSON of an event as an export shows it: values of masked names are masks. */
export const maskedEvent = (
  { event: recorded, isSetBack }: Readonly<{ event: Recorded; isSetBack: boolean }>,
  redaction: Redaction,
): object => {
  const shape = eventShape(recorded, isSetBack);
  const { changes } = recorded.event.data as Changes;
  if (changes?.some((change) => isMasked(change, redaction)) !== true) return shape;
  const shown = (shape.data as Readonly<{ changes: readonly object[] }>).changes;
  const masked = changes.map((change, index) =>
    isMasked(change, redaction) ? { ...change, value: redaction.mask(change.value) } : shown[index],
  );
  return { ...shape, data: { ...shape.data, changes: masked } };
};

type Setting = Extract<RegistryChange, { op: 'set' }>;

const isMasked = (change: RegistryChange, redaction: Redaction): change is Setting =>
  change.op === 'set' && redaction.isMasked(change.key, change.name);
