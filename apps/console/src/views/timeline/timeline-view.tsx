import { useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useAt } from '../../moment/use-at.js';
import { Answer } from '../../ui/windows/note.js';
import { Below } from './below/below.js';
import { summaryOf } from './canvas/summary.js';
import { Compare } from './compare/compare.js';
import { useOther } from './compare/use-other.js';
import { useCursor, type Cursor } from './cursor/use-cursor.js';
import { Drawn } from './drawn.js';
import { useSize } from './frame/use-size.js';
import { useWholeHistory } from './minimap/whole-history.js';
import { useHistory, type Asked } from './questions/use-history.js';
import { edgesIn, isLiveIn, lanesIn, type TimelineSearch } from './timeline-search.js';
import styles from './timeline.module.css';

/** The history of the cluster on one line of time, and the cluster as of the cursor on it. */
export const TimelineView = (): ReactNode => {
  const search = useSearch({ from: '/timeline' });
  const isLive = isLiveIn({ ...useAt(), ...search });
  const asked = useHistory({ edges: edgesIn(search), lanes: lanesIn(search), isLive });
  const cursor = useCursor();
  const other = useOther(search.with);
  return (
    <>
      <div className={styles.title}>
        <h1>Timeline</h1>
        <p className={styles.muted}>{asked.data === undefined ? '' : summaryOf(asked.data)}</p>
      </div>
      <Place {...{ asked, cursor, search, isLive }} other={other?.at} />
      {other === undefined ? null : <Compare other={other} />}
      <Below cursor={cursor} />
    </>
  );
};

type PlaceProps = Readonly<{
  asked: Asked;
  cursor: Cursor;
  search: TimelineSearch;
  isLive: boolean;
  other: number | undefined;
}>;

/** The timeline in the width that the page has for it. */
const Place = ({ asked, cursor, search, isLive, other }: PlaceProps): ReactNode => {
  const [sizer, setSizer] = useState<HTMLElement | null>(null);
  const { width } = useSize(sizer);
  const whole = useWholeHistory(isLive);
  return (
    <div className={styles.place}>
      <div className={styles.sizer}>
        <div ref={setSizer} />
      </div>
      <Answer query={asked}>
        {(history) =>
          width === 0 || !cursor.isPlaced ? null : (
            <Drawn
              {...{ history, whole, cursor, search, width, isLive, other }}
              isPartial={asked.isPartial}
            />
          )
        }
      </Answer>
    </div>
  );
};
