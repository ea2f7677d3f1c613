import { Link, useNavigate } from '@tanstack/react-router';
import { useLayoutEffect, type KeyboardEvent, type ReactNode, type RefObject } from 'react';

import { type Schemas } from '../../api/client.js';
import { type Names } from '../../api/names.js';
import { Icon } from '../../ui/marks/icon.js';
import { Time } from '../../ui/text/time.js';
import { isBookkeeping } from '../../words/bookkeeping.js';
import { eventText } from '../../words/event-text.js';
import { type EventSearch } from './event-search.js';
import { lookOf } from './event-look.js';
import styles from './events.module.css';
import { moveFocus } from './move-focus.js';

type Event = Schemas['Event'];

type Props = Readonly<{
  ref: RefObject<HTMLUListElement | null>;
  events: readonly Event[];
  names: Names;
  search: EventSearch;
  /** The position of a past moment, which is marked in the list. */
  moment: string | undefined;
}>;

/** Events, the newest first. The arrows, `j` and `k` move from one to the next. */
export const EventList = ({ ref, events, names, search, moment }: Props): ReactNode => {
  const isAll = search.all === 'true' || search.type !== undefined;
  const shown = isAll
    ? events
    : events.filter(({ type, position }) => !isBookkeeping(type) || position === search.event);
  const navigate = useNavigate();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape')
      void navigate({ to: '.', search: (all) => ({ ...all, event: undefined }), replace: true });
    else moveFocus(event);
  };
  const present = shown.find(({ position }) => isUpTo(position, moment))?.position;
  useSought(ref, present);
  if (events.length === 0) return <p>No event is like this.</p>;
  return (
    <>
      <Hidden count={events.length - shown.length} />
      <ul ref={ref} className={styles.list} onKeyDown={onKeyDown}>
        {shown.map((event) => (
          <EventRow
            key={event.position}
            event={event}
            text={eventText(event, names)}
            isSelected={search.event === event.position}
            isMoment={moment !== undefined && event.position === present}
          />
        ))}
      </ul>
    </>
  );
};

/**
 * Brings the moment of the page, or else the event that is looked at, into sight: when the list is
 * opened, and when the page goes to another moment.
 */
const useSought = (list: RefObject<HTMLElement | null>, moment: string | undefined): void => {
  useLayoutEffect(() => {
    const row =
      list.current?.querySelector('[data-moment]') ?? list.current?.querySelector('[aria-current]');
    if (row !== null && row !== undefined && !isInSight(row))
      row.scrollIntoView({ block: 'center', behavior: 'instant' });
  }, [list, moment]);
};

/** The height of the bar at the top, and of what may lie over the end of a narrow page. */
const [TOP, END] = [60, 80];

const isInSight = (row: Element): boolean => {
  const { top, bottom } = row.getBoundingClientRect();
  return top >= TOP && bottom <= window.innerHeight - END;
};

const isUpTo = (position: string, moment: string | undefined): boolean =>
  moment !== undefined && BigInt(position) <= BigInt(moment);

const Hidden = ({ count }: Readonly<{ count: number }>): ReactNode =>
  count === 0 ? null : (
    <p className={styles.muted}>
      {count} event{count === 1 ? '' : 's'} of bookkeeping {count === 1 ? 'is' : 'are'} hidden.{' '}
      <Link to="." search={(all) => ({ ...all, all: 'true' })} replace>
        Show all
      </Link>
    </p>
  );

type RowProps = Readonly<{
  event: Event;
  text: string;
  isSelected: boolean;
  /** True for the newest event of the moment that the page shows. */
  isMoment: boolean;
}>;

const EventRow = ({ event, text, isSelected, isMoment }: RowProps): ReactNode => {
  const { position, recordedAt, actor, reason, type } = event;
  const { icon, tone } = lookOf(type);
  return (
    <li className={styles.row} data-moment={isMoment ? '' : undefined}>
      {isMoment ? <p className={styles.momentLine}>The moment of this page</p> : null}
      <Link
        to="."
        search={(all) => ({ ...all, event: position })}
        replace
        resetScroll={false}
        className={styles.link}
        aria-current={isSelected ? 'true' : undefined}
        activeProps={{ 'aria-current': undefined }}
        data-row
      >
        <span className={styles.when}>
          <Time at={recordedAt} />
        </span>
        <span className={`${styles.look} ${styles[tone]}`}>
          <Icon name={icon} />
        </span>
        <span className={styles.text}>
          {text}
          {reason === null ? null : <q className={styles.muted}>{reason}</q>}
        </span>
        <span className={styles.actor}>{actor}</span>
      </Link>
    </li>
  );
};
