import { useSearch } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { BackupList } from './list/backup-list.js';
import { TakeButton } from './list/take-button.js';
import { BackupPage } from './page/backup-page.js';
import styles from './backups.module.css';
import { ScheduleCard } from './schedule/schedule-card.js';

/** The backups and their schedule, or one backup. */
export const BackupsView = (): ReactNode => {
  const { backup } = useSearch({ from: '/backups' });
  if (backup !== undefined) return <BackupPage key={backup} id={backup} />;
  return (
    <>
      <div className={styles.titles}>
        <h1>Backups</h1>
        <TakeButton />
      </div>
      <ScheduleCard />
      <BackupList />
    </>
  );
};
