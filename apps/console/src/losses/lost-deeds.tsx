import { type ReactNode } from 'react';

import { useAct } from '../actions/action.js';
import { type Schemas } from '../api/client.js';
import { Button } from '../ui/controls/button.js';
import { nameText } from '../ui/text/value-text.js';

type Props = Readonly<{ lost: Pick<Schemas['LostWrite'], 'id' | 'name' | 'key'> }>;

/** Recovers a lost write, after a preview, or leaves it lost. */
export const LostDeeds = ({ lost }: Props): ReactNode => {
  const act = useAct();
  const give = (title: string, confirm: string, verb: string) => () => {
    const path = `/v1/lost-writes/${encodeURIComponent(lost.id)}/${verb}`;
    act({ title, confirm, command: () => ({ method: 'POST', path, body: {} }) });
  };
  const thing = lost.name === null ? lost.key : nameText(lost.name);
  return (
    <>
      <Button onClick={give(`Recover ${thing}`, 'Recover', 'recover')}>Recover…</Button>
      <Button onClick={give(`Leave ${thing} lost`, 'Acknowledge', 'acknowledge')}>
        Acknowledge…
      </Button>
    </>
  );
};
