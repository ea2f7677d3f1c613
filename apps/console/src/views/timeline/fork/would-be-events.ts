import { type Schemas } from '../../../api/client.js';

export type Event = Schemas['Event'];

/**
 * The events of a what-if in the form of events of the log, with the positions that they would have. The
 * generated types name their types by their schemas (`WouldBe…`); the answer has those of the log.
 */
export const wouldBeEvents = ({ base, events }: Schemas['WhatIf']): readonly Event[] =>
  events.map(
    (event, index) =>
      ({ ...event, position: String(Number(base.position) + index + 1) }) as unknown as Event,
  );
