import { useState, type ReactNode } from 'react';

import { type Action, ActContext } from './action.js';
import { ActionDialog } from './action-dialog.js';

/** Gives the page below it the window of actions. */
export const Actions = ({ children }: Readonly<{ children: ReactNode }>): ReactNode => {
  const [action, setAction] = useState<Action>();
  return (
    <ActContext value={setAction}>
      {children}
      {action === undefined ? null : (
        <ActionDialog
          action={action}
          onClose={() => {
            setAction(undefined);
          }}
        />
      )}
    </ActContext>
  );
};
