import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';

import { saveFile } from '../../../api/save-file.js';
import { Button } from '../../../ui/button.js';
import { Failure } from '../../../ui/note.js';
import { differencesAsFile } from '../edit/reg-file.js';

type Props = Readonly<{ query: Readonly<Record<string, string>> }>;

/** Saves the file that turns the left side into the right one. */
export const ExportDifferences = ({ query }: Props): ReactNode => {
  const saving = useMutation({ mutationFn: () => saveFile(differencesAsFile(query)) });
  return (
    <div>
      <Button
        disabled={saving.isPending}
        onClick={() => {
          saving.mutate();
        }}
      >
        Export as .reg from left to right
      </Button>
      {saving.error === null ? null : <Failure error={saving.error} />}
    </div>
  );
};
