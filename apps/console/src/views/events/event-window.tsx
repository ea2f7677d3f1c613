import { useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useRef, type ReactNode, type RefObject } from 'react';

import { type Schemas } from '../../api/client.js';
import { useNames } from '../../api/names.js';
import { useAt } from '../../moment/use-at.js';
import { useMoment } from '../../moment/use-moment.js';
import { Button } from '../../ui/controls/button.js';
import { Answer } from '../../ui/windows/note.js';
import { namesWith } from './added-names.js';
import { EventList } from './event-list.js';
import { queryOf } from './event-search.js';
import { useEventPages } from './use-event-pages.js';
import { useHeldPlace } from './use-held-place.js';
import { LaterEvents, type Live } from './later-events.js';
import styles from './events.module.css';

type Props = Readonly<{ around: string; live?: Live }>;

/** The events on both sides of a moment, with ways on at both ends. */
export const EventWindow = ({ around, live }: Props): ReactNode => {
  const query = queryOf(useSearch({ from: '/events' }));
  const pages = useEventPages(query, around);
  const { list, later, earlier } = useEnds(pages);
  return (
    <div className={styles.window} aria-busy={pages.isPlaceholderData}>
      <Answer query={pages}>
        {(data) => {
          const events = data.pages.flatMap(({ items }) => items);
          return (
            <>
              <End {...later} text="Later events">
                <Newest {...{ live, query }} newest={events[0]?.position ?? around} />
              </End>
              <NamedEvents ref={list} events={events} />
              <End {...earlier} text="Earlier events">
                {events.length === 0 ? null : <p className={styles.muted}>Nothing earlier.</p>}
              </End>
            </>
          );
        }}
      </Answer>
    </div>
  );
};

type Way = Readonly<{ isMore: boolean; isBusy: boolean; onMore: () => void }>;

type Ends = Readonly<{ list: RefObject<HTMLUListElement | null>; later: Way; earlier: Way }>;

/** The ways on at both ends; the row at that end stays where it is on the screen. */
const useEnds = (pages: ReturnType<typeof useEventPages>): Ends => {
  const list = useRef<HTMLUListElement>(null);
  const hold = useHeldPlace(list, pages.data);
  const later = {
    isMore: pages.hasPreviousPage,
    isBusy: pages.isFetchingPreviousPage,
    onMore: () => {
      hold('first');
      void pages.fetchPreviousPage();
    },
  };
  const earlier = {
    isMore: pages.hasNextPage,
    isBusy: pages.isFetchingNextPage,
    onMore: () => {
      hold('last');
      void pages.fetchNextPage();
    },
  };
  return { list, later, earlier };
};

type NamedProps = Readonly<{
  ref: RefObject<HTMLUListElement | null>;
  events: readonly Schemas['Event'][];
}>;

const NamedEvents = ({ ref, events }: NamedProps): ReactNode => {
  const search = useSearch({ from: '/events' });
  const names = namesWith(useNames(), events);
  const moment = useMoment();
  const { at } = useAt();
  const position = at === undefined ? undefined : moment.data?.position;
  return <EventList {...{ ref, events, names, search }} moment={position} />;
};

type EndProps = Way &
  Readonly<{
    text: string;
    /** Stands here where there is no more. */
    children: ReactNode;
  }>;

const End = ({ isMore, isBusy, text, onMore, children }: EndProps): ReactNode => (
  <div className={styles.end}>
    {isMore ? (
      <Button disabled={isBusy} onClick={onMore}>
        {isBusy ? 'Loading…' : text}
      </Button>
    ) : (
      children
    )}
  </div>
);

type NewestProps = Readonly<{
  live: Live | undefined;
  query: ReturnType<typeof queryOf>;
  newest: string;
}>;

/** The way to events that came after the window was opened. */
const Newest = ({ live, query, newest }: NewestProps): ReactNode => {
  const queries = useQueryClient();
  if (live !== undefined) return <LaterEvents {...{ live, query, newest }} />;
  return (
    <Button
      look="quiet"
      onClick={() => void queries.resetQueries({ queryKey: ['get', '/v1/events'] })}
    >
      Look for later events
    </Button>
  );
};
