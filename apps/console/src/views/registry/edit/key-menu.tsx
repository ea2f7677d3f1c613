import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { saveFile } from '../../../api/save-file.js';
import { sayProblem } from '../../../api/problem.js';
import { useAt } from '../../../moment/use-at.js';
import { Dialog } from '../../../ui/windows/dialog.js';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/controls/menu.js';
import { CompareDialog } from '../compare/compare-dialog.js';
import { type Place } from '../registry-search.js';
import { changing } from './changing.js';
import { ImportDialog } from './import-dialog.js';
import { KeyDialog } from './key-dialog.js';
import { keyAsFile } from './reg-file.js';
import { RevertItem } from './revert-item.js';
import { ValueDialog } from './value-dialog.js';

const DIALOGS = {
  compare: CompareDialog,
  import: ImportDialog,
  value: ValueDialog,
  key: KeyDialog,
} as const;

type Props = Readonly<{ place: Place }>;

/** The actions of a key. It changes in the present, also where it is brought back to the past. */
export const KeyMenu = ({ place }: Props): ReactNode => {
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const { at } = useAt();
  const saving = useMutation({ mutationFn: () => saveFile(keyAsFile(place, at)) });
  const Opened = open === undefined ? undefined : DIALOGS[open];
  return (
    <>
      <Menu label="What to do with this key">
        <MenuItem
          onSelect={() => {
            setOpen('compare');
          }}
        >
          Compare with…
        </MenuItem>
        <MenuItem
          onSelect={() => {
            saving.mutate();
          }}
        >
          Export as .reg
        </MenuItem>
        <ChangeItems place={place} at={at} onOpen={setOpen} />
      </Menu>
      {Opened === undefined ? null : (
        <Opened
          place={place}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
      <Dialog title="It could not be exported" isOpen={saving.isError} onClose={saving.reset}>
        <p>{saving.isError ? sayProblem(saving.error) : ''}</p>
      </Dialog>
    </>
  );
};

type ItemsProps = Props &
  Readonly<{ at: string | undefined; onOpen: (dialog: keyof typeof DIALOGS) => void }>;

const CHANGES = [
  ['value', 'New value…'],
  ['key', 'New key…'],
  ['import', 'Import a .reg file…'],
] as const;

const ChangeItems = ({ at, ...rest }: ItemsProps): ReactNode =>
  at === undefined ? <PresentItems {...rest} /> : <RevertItem place={rest.place} at={at} />;

const PresentItems = ({ place, onOpen }: Omit<ItemsProps, 'at'>): ReactNode => {
  const act = useAct();
  const { key } = place;
  const items = key === '' ? CHANGES.filter(([dialog]) => dialog !== 'value') : CHANGES;
  return (
    <>
      <MenuSeparator />
      {items.map(([dialog, text]) => (
        <MenuItem
          key={dialog}
          onSelect={() => {
            onOpen(dialog);
          }}
        >
          {text}
        </MenuItem>
      ))}
      {key === '' ? null : (
        <MenuItem
          onSelect={() => {
            act(changing(place, `Delete the key ${key}`, [{ op: 'delete-key', key }]));
          }}
        >
          Delete this key…
        </MenuItem>
      )}
    </>
  );
};
