import { type Recorded } from '#event-store';
import { type RegistryChange } from '#registry';

import { changeShape } from '../registry/change-shape.js';
import { type EventShape, type WouldBeEventShape } from './events/event-schema.js';

/** The JSON of an event. */
export const eventShape = (recorded: Recorded, isSetBack: boolean): EventShape => {
  const shape = {
    ...wouldBeEventShape(recorded),
    position: String(recorded.position),
    ...(isSetBack && { clockWentBack: true }),
  };
  // Events are typed where they are decided, and stored as they are.
  return shape as EventShape;
};

/** The JSON of an event that has not happened. */
export const wouldBeEventShape = (recorded: Recorded): WouldBeEventShape => {
  const { id, event, stream, revision, recordedAt, metadata } = recorded;
  const shape = {
    id,
    type: event.type,
    stream,
    revision: Number(revision),
    recordedAt: recordedAt.toISOString(),
    actor: metadata.actor,
    authentication: metadata.authentication,
    source: metadata.source ?? null,
    command: metadata.command,
    operation: metadata.operation,
    causation: metadata.causation,
    rule: metadata.rule ?? null,
    reason: metadata.reason ?? null,
    data: dataShape(event.data),
  };
  // As above.
  return shape as WouldBeEventShape;
};

/** The data of an event; its values have the form that they have in every answer. */
const dataShape = (data: object): object => {
  const { changes } = data as Readonly<{ changes?: readonly RegistryChange[] }>;
  return changes === undefined ? data : { ...data, changes: changes.map(changeShape) };
};
