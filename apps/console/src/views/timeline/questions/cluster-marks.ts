import { type Schemas } from '../../../api/client.js';
import { eventText } from '../../../words/event-text.js';
import { instantOf, type Mark } from '../lanes/history.js';
import { markKindOf } from '../marks/mark-kinds.js';

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** The marks of events of the cluster as a whole, in the order of time. */
export const clusterMarks = (events: readonly Schemas['Event'][]): readonly Mark[] =>
  events
    .flatMap((event) => {
      const kind = markKindOf(event.type);
      if (kind === undefined) return [];
      const { position, recordedAt } = event;
      return [{ position, kind, at: instantOf(recordedAt), text: eventText(event, NO_NAMES) }];
    })
    .toSorted((one, other) => one.at - other.at);
