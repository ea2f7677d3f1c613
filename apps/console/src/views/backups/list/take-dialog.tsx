import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { ReasonField } from '../../../actions/reason-field.js';
import { type Schemas } from '../../../api/client.js';
import { carryOut } from '../../../api/command.js';
import { FormDialog } from '../../../ui/windows/form-dialog.js';
import { TextField } from '../../../ui/fields/text-field.js';

const MOST_NAME = 255;

type Input = Readonly<{ name: string; path: string; reason: string }>;

/** Asks for the name, the file and the reason of a backup, takes it, and leads to it. */
export const TakeDialog = ({ onClose }: Readonly<{ onClose: () => void }>): ReactNode => {
  const [input, setInput] = useState<Input>({ name: '', path: '', reason: '' });
  const taking = useTaking();
  const setting = (field: keyof Input) => (text: string) => {
    setInput({ ...input, [field]: text });
  };
  return (
    <FormDialog
      title="Take a backup"
      confirm="Take it"
      isReady
      isBusy={taking.isPending}
      error={taking.error}
      onSubmit={() => {
        taking.mutate(input);
      }}
      onClose={onClose}
    >
      <p>It has everything up to the last event. The log keeps that, so that it needs no copy.</p>
      <TextField
        isFirst
        label="Name (optional)"
        value={input.name}
        maxLength={MOST_NAME}
        onChange={setting('name')}
      />
      <TextField
        label="Archive (optional)"
        hint="A new file below the server’s folder of backups, such as before-patches.tar.zst."
        value={input.path}
        onChange={setting('path')}
      />
      <ReasonField reason={input.reason} setReason={setting('reason')} isNeeded={false} />
    </FormDialog>
  );
};

const useTaking = (): UseMutationResult<Schemas['BackupReceipt'], unknown, Input> => {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ name, path, reason }: Input) => {
      const body = {
        ...(name.trim() !== '' && { name: name.trim() }),
        ...(path.trim() !== '' && { path: path.trim() }),
      };
      const command = { method: 'POST', path: '/v1/backups', body } as const;
      return carryOut<Schemas['BackupReceipt']>(command, { reason: reason.trim() });
    },
    onSuccess: ({ id }) => navigate({ to: '/backups', search: { backup: id } }),
  });
};
