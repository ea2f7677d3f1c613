import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { Icon } from '../../../ui/marks/icon.js';
import { type LaneBox } from '../canvas/layout.js';
import styles from '../timeline.module.css';
import { pinning, type TimelineSearch } from '../timeline-search.js';

/** The names of the lanes, each with a way to keep it on top. */
export const LaneHeads = ({ boxes }: Readonly<{ boxes: readonly LaneBox[] }>): ReactNode => (
  <ul className={styles.laneHeads} aria-label="Lanes">
    {boxes.map(({ lane, top, height, isPinned }) => (
      <li
        key={lane.id}
        className={styles.laneHead}
        style={{ top: `${top}px`, height: `${height}px` }}
      >
        <span className={styles.laneName} title={lane.name}>
          {lane.name}
        </span>
        <Link
          to="."
          search={(search: TimelineSearch) => ({ ...search, ...pinning(search, lane.name) })}
          replace
          resetScroll={false}
          className={`${styles.pin} ${isPinned ? styles.pinned : ''}`}
          activeProps={{ 'aria-current': undefined }}
          aria-label={isPinned ? `Unpin ${lane.name}` : `Pin ${lane.name} to the top`}
          title={isPinned ? 'Unpin' : 'Keep on top'}
        >
          <Icon name="pin" />
        </Link>
      </li>
    ))}
  </ul>
);
