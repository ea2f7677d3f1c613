import { type ReactNode } from 'react';

import { Mark } from '../../../ui/marks/mark.js';
import { Time } from '../../../ui/text/time.js';
import { type Due } from '../lanes/history.js';
import styles from './legend.module.css';

const MOST = 3;

/** The things that will happen by time alone; each stands right of now on the line. Nothing if nothing is due. */
export const DueLine = ({ due }: Readonly<{ due: readonly Due[] }>): ReactNode =>
  due.length === 0 ? null : (
    <p className={styles.due}>
      <Mark icon="pending" tone="warning">
        Due
      </Mark>
      {due.slice(0, MOST).map(({ at, text }) => (
        <span key={`${at}/${text}`}>
          {text}, <Time at={new Date(at).toISOString()} />
        </span>
      ))}
      {due.length > MOST ? <span>and {due.length - MOST} more</span> : null}
    </p>
  );
