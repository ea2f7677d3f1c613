import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { type Taking } from './use-takings.js';

type Props = Readonly<{
  backup: Pick<Schemas['Backup'], 'scheduledFor'>;
  taking: Taking | undefined;
}>;

/** Names the one who took a backup, with the reason; nothing while that is not known. */
export const TakenBy = ({ backup, taking }: Props): ReactNode => {
  if (backup.scheduledFor !== undefined) return 'by the schedule';
  if (taking === undefined) return null;
  const { actor, reason } = taking;
  return (
    <>
      by {actor}
      {reason === null ? null : (
        <>
          {' '}
          <q>{reason}</q>
        </>
      )}
    </>
  );
};
