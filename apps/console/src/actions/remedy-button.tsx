import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Button } from '../ui/controls/button.js';
import { useAct } from './action.js';

/** Opens the window of a request that mends something. */
export const RemedyButton = ({ remedy }: Readonly<{ remedy: Schemas['Remedy'] }>): ReactNode => {
  const act = useAct();
  const { text, method, path, body } = remedy;
  return (
    <Button
      aria-label={`Preview: ${text}`}
      onClick={() => {
        act({
          title: text,
          confirm: 'Do it',
          command: () => ({ method, path, ...(body !== undefined && { body }) }),
        });
      }}
    >
      Preview…
    </Button>
  );
};
