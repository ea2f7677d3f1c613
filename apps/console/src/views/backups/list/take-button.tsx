import { useState, type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { Button } from '../../../ui/controls/button.js';
import { TakeDialog } from './take-dialog.js';

/** Opens the window in which a backup is taken, in the present. */
export const TakeButton = (): ReactNode => {
  const { at } = useAt();
  const [isOpen, setIsOpen] = useState(false);
  if (at !== undefined) return null;
  return (
    <>
      <Button
        look="main"
        onClick={() => {
          setIsOpen(true);
        }}
      >
        Take a backup…
      </Button>
      {isOpen ? (
        <TakeDialog
          onClose={() => {
            setIsOpen(false);
          }}
        />
      ) : null}
    </>
  );
};
