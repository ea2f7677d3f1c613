import { type ReactNode } from 'react';

import styles from '../timeline.module.css';
import { type FrameProps } from './frame-props.js';
import { Head } from './head.js';
import { LanePane } from './lane-pane.js';

/** The timeline: its axis with the moves, and below it the lanes. */
export const TimelineFrame = (props: FrameProps): ReactNode => (
  <div className={styles.frame}>
    <Head {...props} />
    <LanePane {...props} />
  </div>
);
