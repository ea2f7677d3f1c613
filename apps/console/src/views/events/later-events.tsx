import { type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { Button } from '../../ui/controls/button.js';
import { type EventQuery } from './event-search.js';
import styles from './events.module.css';

const MOST = 100;

/** The present, where the window follows it. */
export type Live = Readonly<{ position: string; onShow: () => void }>;

const hasEdges = ({ from, to }: EventQuery): boolean => (from ?? to) !== undefined;

type Props = Readonly<{ live: Live; query: EventQuery; newest: string }>;

/** The number of events that have come after the newest one that is shown, and the way to them. */
export const LaterEvents = ({ live, query, newest }: Props): ReactNode => {
  const from = BigInt(newest) + 1n;
  // A window with edges of its own is as it was asked for.
  const hasLater = BigInt(live.position) >= from && !hasEdges(query);
  const { data } = api.useQuery(
    'get',
    '/v1/events',
    { params: { query: { ...query, from: String(from), limit: MOST } } },
    { enabled: hasLater },
  );
  const count = hasLater ? (data?.items.length ?? 0) : 0;
  return (
    <div role="status">
      {count === 0 ? (
        <p className={styles.muted}>The newest events.</p>
      ) : (
        <Button onClick={live.onShow}>
          Show {count}
          {data?.next === null ? '' : ' or more'} newer
        </Button>
      )}
    </div>
  );
};
