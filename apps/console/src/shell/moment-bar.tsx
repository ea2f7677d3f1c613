import { Link } from '@tanstack/react-router';
import { useSyncExternalStore, type ReactNode } from 'react';

import { connection } from '../api/connection.js';
import { useAt } from '../moment/use-at.js';
import { useMoment, type Moment } from '../moment/use-moment.js';
import { useSteps } from '../moment/use-steps.js';
import { Button, buttonLook } from '../ui/controls/button.js';
import { Icon } from '../ui/marks/icon.js';
import { Mark } from '../ui/marks/mark.js';
import { sayProblem } from '../api/problem.js';
import { Time } from '../ui/text/time.js';
import { HIDDEN } from '../ui/text/hidden.js';
import { CopyLink } from './copy-link.js';
import styles from './moment-bar.module.css';
import { PreferencesMenu } from './preferences-menu.js';

type Props = Readonly<{ onOpen: (window: 'palette' | 'moment' | 'keys') => void }>;

/** The moment that the page shows, and the ways to others. */
export const MomentBar = ({ onOpen }: Props): ReactNode => {
  const { at } = useAt();
  const moment = useMoment();
  const opening = (window: 'palette' | 'moment') => () => {
    onOpen(window);
  };
  return (
    <header className={`${styles.bar} ${at === undefined ? '' : styles.past}`}>
      <div className={styles.moment}>
        {at === undefined ? <Present /> : <Past />}
        {moment.data === undefined ? null : <MomentText moment={moment.data} />}
        {moment.error === null ? null : <span role="alert">{sayProblem(moment.error)}</span>}
      </div>
      <div className={styles.ways}>
        <Button onClick={opening('palette')} title="Find (Ctrl+K)">
          <Icon name="search" />
          <span className={styles.words}>Find…</span>
        </Button>
        <StepButtons />
        <Button onClick={opening('moment')} title="Go to a moment (m)">
          <Icon name="clock" />
          <span className={styles.words}>Go to…</span>
          <span className={HIDDEN}>a moment</span>
        </Button>
        <CopyLink position={moment.data?.position} />
        <PreferencesMenu
          onKeys={() => {
            onOpen('keys');
          }}
        />
      </div>
    </header>
  );
};

const Present = (): ReactNode => {
  const { status } = useSyncExternalStore(connection.subscribe, connection.read);
  return status === 'live' ? (
    <Mark icon="online" tone="ok" isChip>
      Live
    </Mark>
  ) : (
    <Mark icon="pending" tone={status === 'away' ? 'warning' : 'quiet'} isChip>
      {status === 'away' ? 'Not connected' : 'Connecting'}
    </Mark>
  );
};

const Past = (): ReactNode => (
  <>
    <Mark icon="clock" tone="accent" isChip>
      Past
    </Mark>
    <Link
      to="."
      search={(search) => ({ ...search, at: undefined })}
      className={styles.back}
      title="Back to now (n)"
    >
      Back to now
    </Link>
  </>
);

const MomentText = ({ moment }: Readonly<{ moment: Moment }>): ReactNode => {
  const { position, recordedAt, tag } = moment;
  if (position === undefined || recordedAt === undefined)
    return <span className={styles.muted}>before the first event</span>;
  return (
    <span className={styles.text}>
      <Time at={recordedAt} />
      <span className={styles.muted}> position {position}</span>
      {tag === undefined ? null : <span className={styles.tag}>{tag}</span>}
    </span>
  );
};

const StepButtons = (): ReactNode => {
  const { before, after } = useSteps();
  return (
    <span className={styles.steps}>
      <button
        type="button"
        className={buttonLook('icon')}
        aria-label="The event before"
        title="The event before ([)"
        disabled={before === undefined}
        onClick={before}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        className={buttonLook('icon')}
        aria-label="The next event"
        title="The next event (])"
        disabled={after === undefined}
        onClick={after}
      >
        <Icon name="forward" />
      </button>
    </span>
  );
};
