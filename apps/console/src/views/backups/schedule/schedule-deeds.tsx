import { useState, type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { Button } from '../../../ui/controls/button.js';
import styles from '../backups.module.css';
import { ScheduleDialog } from './schedule-dialog.js';
import { type Schedule } from './use-schedule.js';

/** Sets, changes or deletes the schedule. */
export const ScheduleDeeds = ({
  schedule,
}: Readonly<{ schedule: Schedule | undefined }>): ReactNode => {
  const act = useAct();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={styles.deeds}>
      <Button
        onClick={() => {
          setIsOpen(true);
        }}
      >
        {schedule === undefined ? 'Set a schedule…' : 'Change the schedule…'}
      </Button>
      {schedule === undefined ? null : (
        <Button
          onClick={() => {
            act({
              title: 'Delete the schedule',
              confirm: 'Delete the schedule',
              says: 'No backup is taken by itself any more. Those that it has taken stay.',
              command: () => ({ method: 'DELETE', path: '/v1/backups/schedule' }),
            });
          }}
        >
          Delete…
        </Button>
      )}
      {isOpen ? (
        <ScheduleDialog
          schedule={schedule}
          onClose={() => {
            setIsOpen(false);
          }}
        />
      ) : null}
    </div>
  );
};
