import { useState, type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { Button } from '../../../ui/controls/button.js';
import { RestoreDialog } from './restore-dialog.js';
import { type PartInput } from './restored-part.js';

type Props = Readonly<{
  backup: Schemas['BackupWithManifest'];
  part: PartInput;
  look?: 'main' | 'quiet';
  /** The name for screen readers, where many are alike. */
  label?: string;
}>;

/** Opens the window of a restore, with a part of the backup that is chosen already. */
export const RestoreButton = ({ backup, part, look = 'quiet', label }: Props): ReactNode => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        look={look}
        aria-label={label}
        onClick={() => {
          setIsOpen(true);
        }}
      >
        Restore…
      </Button>
      {isOpen ? (
        <RestoreDialog
          backup={backup}
          first={part}
          onClose={() => {
            setIsOpen(false);
          }}
        />
      ) : null}
    </>
  );
};
