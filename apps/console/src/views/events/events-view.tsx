import { useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useAt } from '../../moment/use-at.js';
import { useMoment } from '../../moment/use-moment.js';
import { Answer } from '../../ui/windows/note.js';
import { EventDetails } from './details/event-details.js';
import { EventFilters } from './event-filters.js';
import { queryOf } from './event-search.js';
import { EventWindow } from './event-window.js';
import styles from './events.module.css';

/** Everything that was recorded, around a moment. */
export const EventsView = (): ReactNode => {
  const search = useSearch({ from: '/events' });
  const { at } = useAt();
  return (
    <>
      <h1>Events</h1>
      <EventFilters search={search} />
      <div className={styles.columns}>
        <div className={styles.window}>
          {at === undefined ? (
            <LiveWindow key={JSON.stringify(queryOf(search))} selected={search.event} />
          ) : (
            <EventWindow around={at} />
          )}
        </div>
        {search.event === undefined ? null : (
          <EventDetails key={search.event} position={search.event} />
        )}
      </div>
    </>
  );
};

/** The newest events; those that come later are shown on demand, so that no row moves. */
const LiveWindow = ({ selected }: Readonly<{ selected: string | undefined }>): ReactNode => {
  const moment = useMoment();
  return (
    <Answer query={moment}>
      {({ position }) =>
        position === undefined ? (
          <p>Nothing has happened yet.</p>
        ) : (
          <HeldWindow position={position} opened={selected} />
        )
      }
    </Answer>
  );
};

type HeldProps = Readonly<{ position: string; opened: string | undefined }>;

const HeldWindow = ({ position, opened }: HeldProps): ReactNode => {
  const [around, setAround] = useState(opened ?? position);
  return (
    <EventWindow
      around={around}
      live={{
        position,
        onShow: () => {
          setAround(position);
        },
      }}
    />
  );
};
