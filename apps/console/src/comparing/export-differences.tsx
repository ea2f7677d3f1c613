import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';

import { REG_TYPE, regName } from '../api/reg-file.js';
import { saveFile, type Download } from '../api/save-file.js';
import { Button } from '../ui/controls/button.js';
import { Failure } from '../ui/windows/note.js';

type Props = Readonly<{ query: Readonly<Record<string, string>> }>;

const asFile = (query: Props['query']): Download => ({
  path: `/v1/diff?${String(new URLSearchParams(query))}`,
  type: REG_TYPE,
  name: regName('differences'),
});

/** Saves the file that turns the left side into the right one. */
export const ExportDifferences = ({ query }: Props): ReactNode => {
  const saving = useMutation({ mutationFn: () => saveFile(asFile(query)) });
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
