import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';
import { Answer } from '../../../ui/windows/note.js';
import { BackupName } from '../backup-name.js';
import styles from '../backups.module.css';
import { useVerifications } from '../use-verifications.js';
import { BackupDeeds } from './backup-deeds.js';
import { BackupFacts } from './backup-facts.js';
import { Comparison } from './comparison.js';
import { ManifestView } from './manifest-view.js';
import { Verification } from './verification.js';

/** One backup: what it is of, if it is whole, how it differs from another side, and what it holds. */
export const BackupPage = ({ id }: Readonly<{ id: string }>): ReactNode => {
  const backup = api.useQuery('get', '/v1/backups/{id}', {
    params: { path: { id }, query: useAt() },
  });
  return (
    <>
      <Link to="." search={({ at }) => ({ at })} className={styles.back}>
        All backups
      </Link>
      {backup.data === undefined ? <h1>Backup</h1> : null}
      <Answer query={backup}>{(found) => <Found backup={found} />}</Answer>
    </>
  );
};

type FoundProps = Readonly<{ backup: Schemas['BackupWithManifest'] }>;

const Found = ({ backup }: FoundProps): ReactNode => {
  const isPresent = useAt().at === undefined;
  const { with: other } = useSearch({ from: '/backups' });
  const job = useVerifications().get(backup.id);
  return (
    <>
      <div className={styles.titles}>
        <h1>
          <BackupName backup={backup} />
        </h1>
        {isPresent ? <BackupDeeds backup={backup} /> : null}
      </div>
      <BackupFacts backup={backup} job={job} />
      {job === undefined ? null : <Verification job={job} />}
      <Comparison backup={backup} other={other} />
      <ManifestView backup={backup} isPresent={isPresent} />
    </>
  );
};
