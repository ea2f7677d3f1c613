import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { bytesText } from '../../../ui/text/bytes-text.js';
import { CopyButton } from '../../../ui/controls/copy-button.js';
import { Time } from '../../../ui/text/time.js';
import styles from '../backups.module.css';
import { TakenBy } from '../taken-by.js';
import { useTakings } from '../use-takings.js';
import { type Job } from '../use-verifications.js';
import { VerificationMark } from '../verification-mark.js';

type Backup = Schemas['BackupWithManifest'];

/** When a backup was taken, up to where it goes, its hash and its archive. */
export const BackupFacts = ({
  backup,
  job,
}: Readonly<{ backup: Backup; job: Job | undefined }>): ReactNode => {
  const { id, takenAt, cut, rootHash } = backup;
  const taking = useTakings().get(id);
  return (
    <dl className={styles.facts}>
      <dt>Taken</dt>
      <dd>
        <Time at={takenAt} /> <TakenBy backup={backup} taking={taking} />
      </dd>
      <dt>Goes up to</dt>
      <dd>
        <Cut position={cut.position} />
      </dd>
      <dt>Archive</dt>
      <dd>
        <Archive backup={backup} />
      </dd>
      <dt>Root hash</dt>
      <dd>
        <Hash hash={rootHash} label="Copy the root hash" />
      </dd>
      <dt>Verified</dt>
      <dd>
        <VerificationMark job={job} />
        {job?.endedAt == null ? null : (
          <>
            {' '}
            <Time at={job.endedAt} />
          </>
        )}
        {job === undefined ? (
          <span className={styles.muted}> since the server was started</span>
        ) : null}
      </dd>
    </dl>
  );
};

const Cut = ({ position }: Pick<Backup['cut'], 'position'>): ReactNode =>
  position === null ? (
    'an event that this log does not have'
  ) : (
    <>
      position {position}:{' '}
      <Link to="/" search={{ at: position }}>
        the cluster then
      </Link>
      {' · '}
      <Link to="/events" search={{ at: position, event: position }}>
        its last event
      </Link>
    </>
  );

const Archive = ({ backup }: Readonly<{ backup: Backup }>): ReactNode => {
  const { path, archive, folder } = backup;
  if (folder !== undefined)
    return (
      <>
        unpacked in <code>{folder}</code>
      </>
    );
  if (path === undefined) return 'none was written; it is made when it is saved';
  return (
    <>
      <code>{path}</code>
      {archive === undefined ? null : (
        <>
          , {bytesText(archive.bytes)}
          <br />
          sha-256 <Hash hash={archive.sha256} label="Copy the sha-256" />
        </>
      )}
    </>
  );
};

const Hash = ({ hash, label }: Readonly<{ hash: string; label: string }>): ReactNode => (
  <>
    <code className={styles.hash}>{hash}</code>
    <CopyButton label={label} icon="copy" text={() => hash} />
  </>
);
