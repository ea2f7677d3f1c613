import { useState, type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { type Schemas } from '../../../api/client.js';
import { FormDialog } from '../../../ui/windows/form-dialog.js';
import { NewerChoice, type Newer } from './newer-choice.js';
import { PartFields } from './part-fields.js';
import { sayingPart, whatOf, type PartInput } from './restored-part.js';

type Props = Readonly<{
  backup: Schemas['BackupWithManifest'];
  /** The part that is chosen when the window opens. */
  first: PartInput;
  onClose: () => void;
}>;

const FORCING =
  'Also change live keys of running applications, and take offline what is removed or regrouped';

/** Asks what comes back from a backup, and previews the restore. */
export const RestoreDialog = ({ backup, first, onClose }: Props): ReactNode => {
  const act = useAct();
  const [part, setPart] = useState(first);
  const [newer, setNewer] = useState<Newer>();
  const what = whatOf(part);
  const { id, name, manifest } = backup;
  const preview = (): void => {
    onClose();
    act({
      title: `Restore ${sayingPart(part, manifest)} from ${name ?? 'the backup'}`,
      confirm: 'Restore',
      forcing: FORCING,
      command: ({ isForced }) => ({
        method: 'POST',
        path: `/v1/backups/${encodeURIComponent(id)}/restore`,
        body: { what, newer, ...(isForced && { force: true }) },
      }),
    });
  };
  return (
    <FormDialog
      title={`Restore from ${name ?? 'the backup'}`}
      confirm="Preview…"
      isReady={what !== undefined && newer !== undefined}
      onSubmit={preview}
      onClose={onClose}
    >
      <PartFields manifest={manifest} part={part} setPart={setPart} />
      <NewerChoice newer={newer} setNewer={setNewer} />
    </FormDialog>
  );
};
