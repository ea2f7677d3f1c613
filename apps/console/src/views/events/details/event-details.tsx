import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { FIXED } from '../../../api/live.js';
import { useNames, type Names } from '../../../api/names.js';
import { CopyButton } from '../../../ui/controls/copy-button.js';
import { DetailsPane, DetailsParts } from '../../../ui/windows/details-pane.js';
import { Answer, Note } from '../../../ui/windows/note.js';
import { eventText } from '../../../words/event-text.js';
import { EventChanges } from './event-changes.js';
import { EventConsequences } from './event-consequences.js';
import { EventFacts } from './event-facts.js';
import styles from './event-details.module.css';
import { namesWith } from '../added-names.js';

type Event = Schemas['Event'];

/** One event: what it says, what led to it, what followed from it, and its JSON. */
export const EventDetails = ({ position }: Readonly<{ position: string }>): ReactNode => {
  const names = useNames();
  const asked = api.useQuery(
    'get',
    '/v1/events',
    { params: { query: { from: position, to: position, limit: 1 } } },
    { meta: FIXED },
  );
  return (
    <DetailsPane
      label="The event"
      closing={{ event: undefined }}
      close="Close the event"
      closeKey="Esc"
    >
      <Answer query={asked}>
        {({ items: [event] }) =>
          event === undefined ? (
            <Note tone="warning">
              <p>There is no event at position {position}.</p>
            </Note>
          ) : (
            <Details event={event} names={namesWith(names, [event])} />
          )
        }
      </Answer>
    </DetailsPane>
  );
};

const Details = ({ event, names }: Readonly<{ event: Event; names: Names }>): ReactNode => {
  const json = JSON.stringify(event, undefined, 2);
  return (
    <DetailsParts title={<h2>{eventText(event, names)}</h2>}>
      <EventFacts event={event} names={names} />
      <p className={styles.moments}>
        The cluster{' '}
        <Link to="/" search={{ at: before(event.position) }}>
          just before it
        </Link>
        {' · '}
        <Link to="/" search={{ at: event.position }}>
          just after it
        </Link>
        {' · '}
        <Link to="." search={(all) => ({ ...all, at: event.position })}>
          the events around it
        </Link>
        {' · '}
        <Link to="/timeline" search={{ at: event.position }}>
          on the timeline
        </Link>
      </p>
      <EventConsequences event={event} names={names} />
      <EventChanges event={event} names={names} />
      <details>
        <summary className={styles.summary}>
          <h3>JSON</h3>
        </summary>
        <CopyButton label="Copy the JSON" text={() => json} />
        <pre className={styles.json} tabIndex={0} role="region" aria-label="JSON of the event">
          {json}
        </pre>
      </details>
    </DetailsParts>
  );
};

/** The moment before an event. */
const before = (position: string): string => String(BigInt(position) - 1n);
