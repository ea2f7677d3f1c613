import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { FIXED } from '../../../api/live.js';
import { useNames } from '../../../api/names.js';
import { Answer } from '../../../ui/windows/note.js';
import { isBookkeeping } from '../../../words/bookkeeping.js';
import { eventText } from '../../../words/event-text.js';
import styles from './below.module.css';
import { ChangeList } from './change-list.js';

type Props = Readonly<{ before: string; after: string }>;

/** The differences between the last place of the cursor and this one, and the events between them. */
export const WhatChanged = ({ before, after }: Props): ReactNode => {
  const isLater = BigInt(after) > BigInt(before);
  const [from, to] = isLater ? [before, after] : [after, before];
  return (
    <section aria-labelledby="changed" className={styles.part}>
      <h2 id="changed">{isLater ? 'What changed' : 'What is undone'}</h2>
      <p className={styles.muted}>
        {isLater ? 'since position ' : 'on the way back from position '}
        <Link to="." search={(all) => ({ ...all, at: before })} replace resetScroll={false}>
          {before}
        </Link>
      </p>
      <ChangeList from={from} to={to} />
      <Between from={from} to={to} />
    </section>
  );
};

const MOST = 100;
const SHOWN = 12;

type Range = Readonly<{ from: string; to: string }>;

/** The events after one position, up to another one. */
const Between = ({ from, to }: Range): ReactNode => {
  const first = String(BigInt(from) + 1n);
  const asked = api.useQuery(
    'get',
    '/v1/events',
    { params: { query: { from: first, to, limit: MOST } } },
    { meta: FIXED, placeholderData: keepPreviousData },
  );
  return (
    <Answer query={asked}>
      {({ items, next }) => <EventLines {...{ items }} isMore={next !== null} />}
    </Answer>
  );
};

type LinesProps = Readonly<{ items: readonly Schemas['Event'][]; isMore: boolean }>;

const EventLines = ({ items, isMore }: LinesProps): ReactNode => {
  const names = useNames();
  const told = items.filter(({ type }) => !isBookkeeping(type));
  const others = told.length - SHOWN;
  return (
    <>
      <ol className={styles.lines}>
        {told.slice(0, SHOWN).map((event) => (
          <li key={event.position}>
            <Link
              to="."
              search={(all) => ({ ...all, at: event.position })}
              replace
              resetScroll={false}
              className={styles.line}
            >
              {eventText(event, names)}
            </Link>
          </li>
        ))}
      </ol>
      {others > 0 || isMore ? (
        <p className={styles.muted}>
          {isMore ? 'and many more events' : `and ${others} more events`}
        </p>
      ) : null}
    </>
  );
};
