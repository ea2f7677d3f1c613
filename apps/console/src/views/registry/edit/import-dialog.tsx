import { useState, type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { CheckBox } from '../../../ui/fields/check-box.js';
import { Field } from '../../../ui/fields/field.js';
import { FormDialog } from '../../../ui/windows/form-dialog.js';
import { type Place } from '../registry-search.js';
import { importing } from './reg-file.js';

type Props = Readonly<{ place: Place; onClose: () => void }>;

/** Asks for a .reg file, and previews what it would change. */
export const ImportDialog = ({ place, onClose }: Props): ReactNode => {
  const act = useAct();
  const [file, setFile] = useState<File>();
  const [skipsRoots, setSkipsRoots] = useState(false);
  const preview = (): void => {
    if (file === undefined) return;
    onClose();
    act(importing({ place, file, skipsRoots }));
  };
  return (
    <FormDialog
      title={`Import a .reg file on ${place.node}`}
      confirm="Preview…"
      isReady={file !== undefined}
      onSubmit={preview}
      onClose={onClose}
    >
      <FileField view={place.view} setFile={setFile} />
      <CheckBox isChecked={skipsRoots} onChange={setSkipsRoots}>
        Leave out keys below other roots, such as HKEY_CURRENT_USER
      </CheckBox>
    </FormDialog>
  );
};

type FileProps = Readonly<{ view: Place['view']; setFile: (file: File | undefined) => void }>;

const FileField = ({ view, setFile }: FileProps): ReactNode => (
  <Field label="File" hint={`A .reg file. Its keys are read in the ${view} view.`}>
    {(control) => (
      <input
        {...control}
        data-first
        type="file"
        accept=".reg"
        onChange={({ target }) => {
          setFile(target.files?.[0]);
        }}
      />
    )}
  </Field>
);
