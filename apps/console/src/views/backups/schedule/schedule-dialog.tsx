import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { ReasonField } from '../../../actions/reason-field.js';
import { carryOut } from '../../../api/command.js';
import { FormDialog } from '../../../ui/windows/form-dialog.js';
import { TextField } from '../../../ui/fields/text-field.js';
import { cronWords } from './cron-words.js';
import { bodyOf, typedOf, type Body, type ScheduleInput } from './schedule-input.js';
import { type Schedule } from './use-schedule.js';

type Props = Readonly<{ schedule: Schedule | undefined; onClose: () => void }>;

type Fault = Readonly<{ field: keyof ScheduleInput; fault: string }>;

/** Asks for the fields of the schedule, and sets it. */
export const ScheduleDialog = ({ schedule, onClose }: Props): ReactNode => {
  const [input, setInput] = useState(() => typedOf(schedule));
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<Fault>();
  const setting = useSetting(onClose);
  const submit = (): void => {
    const read = bodyOf(input);
    setFault('fault' in read ? read : undefined);
    if ('body' in read) setting.mutate({ body: read.body, reason: reason.trim() });
  };
  return (
    <FormDialog
      title="Schedule of backups"
      confirm="Set the schedule"
      isReady={input.cron.trim() !== '' && input.path.trim() !== ''}
      isBusy={setting.isPending}
      error={setting.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {FIELDS.map(({ name, label, hint }) => (
        <TextField
          key={name}
          label={label}
          hint={(name === 'cron' ? sayingCron(input.cron) : undefined) ?? hint}
          fault={fault?.field === name ? fault.fault : undefined}
          value={input[name]}
          isFirst={name === 'cron'}
          onChange={(text) => {
            setInput({ ...input, [name]: text });
          }}
        />
      ))}
      <ReasonField {...{ reason, setReason }} isNeeded={false} />
    </FormDialog>
  );
};

type Setting = Readonly<{ body: Body; reason: string }>;

const useSetting = (onSuccess: () => void): UseMutationResult<unknown, unknown, Setting> =>
  useMutation({
    mutationFn: ({ body, reason }: Setting) =>
      carryOut({ method: 'PUT', path: '/v1/backups/schedule', body }, { reason }),
    onSuccess,
  });

const FIELDS = [
  {
    name: 'cron',
    label: 'Minute, hour, day, month and day of the week, in UTC',
    hint: '0 3 * * * is every day at 03:00 UTC, 0 3 * * 1 every Monday.',
  },
  {
    name: 'path',
    label: 'Folder of the archives',
    hint: 'A folder that exists, below the server’s folder of backups; . is that folder.',
  },
  { name: 'keepLast', label: 'Keep the last … (optional)', hint: 'A number of backups.' },
  { name: 'keepFor', label: 'Keep for … days (optional)', hint: 'Without both, all are kept.' },
] as const;

const sayingCron = (cron: string): string | undefined => {
  const words = cronWords(cron);
  return words === undefined ? undefined : `This is ${words}.`;
};
