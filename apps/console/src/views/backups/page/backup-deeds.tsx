import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { answerOf } from '../../../api/command.js';
import { Button, buttonLook } from '../../../ui/controls/button.js';
import { Failure } from '../../../ui/windows/note.js';
import styles from '../backups.module.css';
import { RestoreButton } from '../restoring/restore-button.js';
import { NO_PART } from '../restoring/restored-part.js';

type Props = Readonly<{ backup: Schemas['BackupWithManifest'] }>;

/** Restores, verifies or saves a backup. */
export const BackupDeeds = ({ backup }: Props): ReactNode => {
  const verifying = useVerifying(backup.id);
  return (
    <div className={styles.deeds}>
      <RestoreButton backup={backup} part={NO_PART} look="main" />
      <Button
        disabled={verifying.isPending}
        onClick={() => {
          verifying.mutate();
        }}
      >
        Verify
      </Button>
      <a
        href={`/v1/backups/${encodeURIComponent(backup.id)}/archive`}
        download
        className={buttonLook()}
      >
        Save the archive
      </a>
      {verifying.error === null ? null : <Failure error={verifying.error} />}
    </div>
  );
};

const useVerifying = (id: string): UseMutationResult<Schemas['Job'], unknown, void> => {
  const queries = useQueryClient();
  return useMutation<Schemas['Job'], unknown>({
    mutationFn: () =>
      answerOf<Schemas['Job']>({
        method: 'POST',
        path: `/v1/backups/${encodeURIComponent(id)}/verify`,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/v1/jobs'] }),
  });
};
