import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Time } from '../../ui/text/time.js';

type Props = Readonly<{ backup: Pick<Schemas['Backup'], 'name' | 'takenAt'> }>;

/** The name of a backup; one without a name is known by its time. */
export const BackupName = ({ backup: { name, takenAt } }: Props): ReactNode =>
  name ?? (
    <>
      Backup of <Time at={takenAt} />
    </>
  );
