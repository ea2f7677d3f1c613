import { type Recorded } from '#event-store';

import { changeShape } from '../registry/change-shape.js';
import { withChanges } from './change-lists.js';
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
    data: withChanges(event.data, changeShape),
  };
  // As above.
  return shape as WouldBeEventShape;
};
