import { Link } from '@tanstack/react-router';
import { keepPreviousData } from '@tanstack/react-query';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { FIXED } from '../../../api/live.js';
import { useNames } from '../../../api/names.js';
import { Answer } from '../../../ui/windows/note.js';
import { Time } from '../../../ui/text/time.js';
import { eventText } from '../../../words/event-text.js';
import styles from './below.module.css';

/** The event at the cursor: the last one up to it. */
export const Here = ({ position }: Readonly<{ position: string | undefined }>): ReactNode => {
  const from = position ?? '0';
  const asked = api.useQuery(
    'get',
    '/v1/events',
    { params: { query: { from, to: from, limit: 1 } } },
    { meta: FIXED, enabled: position !== undefined, placeholderData: keepPreviousData },
  );
  return (
    <section aria-labelledby="here" className={styles.part}>
      <h2 id="here">At the cursor</h2>
      {position === undefined ? (
        <p>Nothing has happened yet.</p>
      ) : (
        <Answer query={asked}>
          {({ items: [event] }) => (event === undefined ? null : <EventHere event={event} />)}
        </Answer>
      )}
    </section>
  );
};

const EventHere = ({ event }: Readonly<{ event: Schemas['Event'] }>): ReactNode => {
  const { position, recordedAt, actor, reason, operation } = event;
  return (
    <div className={styles.event} data-event={position}>
      <p className={styles.eventText}>{eventText(event, useNames())}</p>
      <p className={styles.muted}>
        <Time at={recordedAt} /> position {position}, by {actor}
        {reason === null ? null : (
          <>
            {' '}
            <q>{reason}</q>
          </>
        )}
      </p>
      <p>
        <Link to="/operations/$id" params={{ id: operation }}>
          Its operation
        </Link>
        {' · '}
        <Link to="/events" search={{ at: position, event: position }}>
          in the list of events
        </Link>
      </p>
    </div>
  );
};
