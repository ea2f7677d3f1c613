import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { Button } from '../../../ui/controls/button.js';
import { bytesText } from '../../../ui/text/bytes-text.js';
import { Answer } from '../../../ui/windows/note.js';
import { Time } from '../../../ui/text/time.js';
import { BackupName } from '../backup-name.js';
import styles from '../backups.module.css';
import { TakenBy } from '../taken-by.js';
import { useBackups } from '../use-backups.js';
import { useTakings, type Taking } from '../use-takings.js';
import { useVerifications, type Job } from '../use-verifications.js';
import { VerificationMark } from '../verification-mark.js';

type Backup = Schemas['Backup'];

/** The backups, the newest first. */
export const BackupList = (): ReactNode => {
  const backups = useBackups();
  return (
    <Answer query={backups}>
      {({ pages }) => (
        <>
          <Rows items={pages.flatMap(({ items }) => items)} />
          {backups.hasNextPage ? (
            <div className={styles.more}>
              <Button
                disabled={backups.isFetchingNextPage}
                onClick={() => void backups.fetchNextPage()}
              >
                {backups.isFetchingNextPage ? 'Loading…' : 'Earlier backups'}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Answer>
  );
};

const Rows = ({ items }: Readonly<{ items: readonly Backup[] }>): ReactNode => {
  const takings = useTakings();
  const jobs = useVerifications();
  if (items.length === 0) return <p>No backup has been taken.</p>;
  return (
    <ul className={styles.list} aria-label="Backups">
      {items.map((backup) => (
        <Row
          key={backup.id}
          backup={backup}
          taking={takings.get(backup.id)}
          job={jobs.get(backup.id)}
        />
      ))}
    </ul>
  );
};

type RowProps = Readonly<{ backup: Backup; taking: Taking | undefined; job: Job | undefined }>;

const Row = ({ backup, taking, job }: RowProps): ReactNode => {
  const { id, cut, takenAt, archive } = backup;
  const path = backup.path ?? backup.folder;
  return (
    <li className={styles.row}>
      <div>
        <Link to="." search={(all) => ({ ...all, backup: id })} className={styles.rowName}>
          <BackupName backup={backup} />
        </Link>
        <p className={styles.muted}>
          <Time at={takenAt} /> <TakenBy backup={backup} taking={taking} />
        </p>
      </div>
      <p>
        {path === undefined ? (
          <span className={styles.muted}>No archive</span>
        ) : (
          <>
            <code>{path}</code>
            {archive === undefined ? null : (
              <span className={styles.muted}> {bytesText(archive.bytes)}</span>
            )}
          </>
        )}
      </p>
      <p className={styles.muted}>
        {cut.position === null ? 'Cut in another log' : `Up to position ${cut.position}`}
      </p>
      <p>
        <VerificationMark job={job} />
      </p>
    </li>
  );
};
