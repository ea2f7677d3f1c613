import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { Answer, Busy } from '../../../ui/windows/note.js';
import styles from '../backups.module.css';
import { OverdueNote } from './overdue-note.js';
import { ScheduleDeeds } from './schedule-deeds.js';
import { ScheduleFacts } from './schedule-facts.js';
import { useSchedule } from './use-schedule.js';

/** The schedule on which backups are taken, and if they are overdue. */
export const ScheduleCard = (): ReactNode => {
  const { isSet, setBy, query } = useSchedule();
  const isPresent = useAt().at === undefined;
  if (isSet === undefined) return <Busy />;
  return (
    <section aria-labelledby="schedule" className={styles.card}>
      <div className={styles.cardHead}>
        <h2 id="schedule">Schedule</h2>
        {isPresent ? <ScheduleDeeds schedule={isSet ? query.data : undefined} /> : null}
      </div>
      {isPresent ? <OverdueNote /> : null}
      {isSet ? (
        <Answer query={query}>
          {(schedule) => <ScheduleFacts {...{ schedule, setBy, isPresent }} />}
        </Answer>
      ) : (
        <p className={styles.muted}>None is set: backups are taken by operators alone.</p>
      )}
    </section>
  );
};
