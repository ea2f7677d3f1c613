import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { FIXED } from '../../../api/live.js';
import { useNames, type Names } from '../../../api/names.js';
import { buttonLook } from '../../../ui/button.js';
import { CopyButton } from '../../../ui/copy-button.js';
import { Icon } from '../../../ui/icon.js';
import { Answer, Note } from '../../../ui/note.js';
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
    <aside className={styles.details} aria-label="The event">
      <Link
        to="."
        search={(all) => ({ ...all, event: undefined })}
        replace
        resetScroll={false}
        className={`${buttonLook('icon')} ${styles.close}`}
        aria-label="Close the event"
        title="Close (Esc)"
      >
        <Icon name="close" />
      </Link>
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
    </aside>
  );
};

const Details = ({ event, names }: Readonly<{ event: Event; names: Names }>): ReactNode => {
  const json = JSON.stringify(event, undefined, 2);
  return (
    <div className={styles.parts}>
      <h2 className={styles.title}>{eventText(event, names)}</h2>
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
      </p>
      <EventConsequences event={event} names={names} />
      <EventChanges event={event} />
      <details>
        <summary className={styles.summary}>
          <h3>JSON</h3>
        </summary>
        <CopyButton label="Copy the JSON" text={() => json} />
        <pre className={styles.json} tabIndex={0} role="region" aria-label="JSON of the event">
          {json}
        </pre>
      </details>
    </div>
  );
};

/** The moment before an event. */
const before = (position: string): string => String(BigInt(position) - 1n);
