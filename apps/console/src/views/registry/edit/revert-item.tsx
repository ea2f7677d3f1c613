import { type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { MenuItem, MenuSeparator } from '../../../ui/controls/menu.js';
import { type Place } from '../registry-search.js';

type Props = Readonly<{ place: Place; at: string }>;

/** Brings a key back to the past moment of the page. */
export const RevertItem = ({ place, at }: Props): ReactNode => {
  const act = useAct();
  const { node, key, view } = place;
  if (key === '') return null;
  return (
    <>
      <MenuSeparator />
      <MenuItem
        onSelect={() => {
          act({
            title: `Bring ${key} on ${node} back to ${at}`,
            confirm: 'Bring it back',
            command: () => ({
              method: 'POST',
              path: `/v1/nodes/${encodeURIComponent(node)}/registry/revert`,
              body: { key, view, to: { at } },
            }),
          });
        }}
      >
        Bring this key back to this moment…
      </MenuItem>
    </>
  );
};
