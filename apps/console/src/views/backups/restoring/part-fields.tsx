import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { CheckBox } from '../../../ui/fields/check-box.js';
import { SelectField } from '../../../ui/fields/select-field.js';
import { TextField } from '../../../ui/fields/text-field.js';
import { choicesOf, type PartInput } from './restored-part.js';

const KINDS = {
  cluster: 'the whole cluster',
  group: 'a group with its resources',
  resource: 'a resource with its checkpoints',
  checkpoint: 'a checkpoint and its stored copy',
  node: 'the registry of a node',
  key: 'a key of a node',
} as const;

const KIND_CHOICES = Object.entries(KINDS).map(([value, text]) => ({
  value: value as keyof typeof KINDS,
  text,
}));

const LABELS = {
  group: 'Group',
  resource: 'Resource',
  checkpoint: 'Checkpoint',
  node: 'Node',
  key: 'Node',
} as const;

type Props = Readonly<{
  manifest: Schemas['BackupManifest'];
  part: PartInput;
  setPart: (part: PartInput) => void;
}>;

/** Asks for the part of a backup that comes back. */
export const PartFields = ({ manifest, part, setPart }: Props): ReactNode => {
  const { kind, key, includesNodes } = part;
  return (
    <>
      <SelectField
        isFirst
        label="Bring back"
        choices={KIND_CHOICES}
        value={kind}
        onChange={(chosen) => {
          setPart({ ...part, kind: chosen, thing: '' });
        }}
      />
      <ThingField {...{ manifest, part, setPart }} />
      {kind === 'cluster' ? (
        <CheckBox
          isChecked={includesNodes}
          onChange={(isChecked) => {
            setPart({ ...part, includesNodes: isChecked });
          }}
        >
          The registries of all nodes too; else they follow when resources come online
        </CheckBox>
      ) : null}
      {kind === 'key' ? (
        <TextField
          label="Key"
          hint="Below HKEY_LOCAL_MACHINE, such as SOFTWARE\Acme. It comes back with everything below it."
          value={key}
          onChange={(typed) => {
            setPart({ ...part, key: typed });
          }}
        />
      ) : null}
    </>
  );
};

const ThingField = ({ manifest, part, setPart }: Props): ReactNode => {
  const { kind, thing } = part;
  const choices = choicesOf(kind, manifest);
  if (choices === undefined || kind === '' || kind === 'cluster') return null;
  return (
    <SelectField
      label={LABELS[kind]}
      choices={choices}
      value={thing}
      onChange={(chosen) => {
        setPart({ ...part, thing: chosen });
      }}
    />
  );
};
