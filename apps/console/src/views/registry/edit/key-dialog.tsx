import { useState, type ReactNode } from 'react';
import { FormDialog } from '../../../ui/windows/form-dialog.js';

import { useAct } from '../../../actions/action.js';
import { joined } from '../paths.js';
import { type Place } from '../registry-search.js';
import { changing } from './changing.js';
import { NameField } from './name-field.js';

type Props = Readonly<{ place: Place; onClose: () => void }>;

/** Asks for the name of a new key, and previews it. */
export const KeyDialog = ({ place, onClose }: Props): ReactNode => {
  const act = useAct();
  const [name, setName] = useState('');
  const preview = (): void => {
    onClose();
    const change = { op: 'create-key' as const, key: joined(place.key, name) };
    act(changing(place, `Create ${name}`, [change]));
  };
  return (
    <FormDialog
      title="New key"
      confirm="Preview…"
      isReady={name !== ''}
      onSubmit={preview}
      onClose={onClose}
    >
      <NameField
        hint={`Below ${place.key === '' ? 'HKEY_LOCAL_MACHINE' : place.key}.`}
        {...{ name, setName }}
      />
    </FormDialog>
  );
};
