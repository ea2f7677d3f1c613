import { useState, type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { CheckBox } from '../../../ui/fields/check-box.js';
import { Field } from '../../../ui/fields/field.js';
import { FormDialog } from '../../../ui/windows/form-dialog.js';
import { nameText } from '../../../ui/text/value-text.js';
import { type Entry } from '../key-question.js';
import { type Place } from '../registry-search.js';
import { changing } from './changing.js';
import { NameField } from './name-field.js';
import { isOnlyBytes, TYPES, typedOf, valueOf, type Typed } from './value-input.js';

const EMPTY: Typed = { type: 'REG_SZ', isHex: false, content: '' };

type Props = Readonly<{
  place: Place;
  /** The value to edit; undefined for a new one. */
  entry?: Entry;
  onClose: () => void;
}>;

/** Asks for the name, the type and the content of a value, and previews the change. */
export const ValueDialog = ({ place, entry, onClose }: Props): ReactNode => {
  const act = useAct();
  const [name, setName] = useState(entry?.name ?? '');
  const [typed, setTyped] = useState(entry === undefined ? EMPTY : typedOf(entry.value));
  const [fault, setFault] = useState<string>();
  const preview = (): void => {
    const read = valueOf(typed);
    if ('fault' in read) {
      setFault(read.fault);
      return;
    }
    onClose();
    const change = { op: 'set' as const, key: place.key, name, value: read.value };
    act(changing(place, `Set ${nameText(name)}`, [change]));
  };
  const change = (part: Partial<Typed>): void => {
    setFault(undefined);
    setTyped({ ...typed, ...part });
  };
  return (
    <FormDialog
      title={entry === undefined ? 'New value' : `Edit ${nameText(name)}`}
      confirm="Preview…"
      isReady
      onSubmit={preview}
      onClose={onClose}
    >
      {entry === undefined ? (
        <NameField hint="Empty for the default value of the key." {...{ name, setName }} />
      ) : null}
      <TypeFields typed={typed} change={change} />
      <ContentField typed={typed} change={change} fault={fault} />
    </FormDialog>
  );
};

type FieldsProps = Readonly<{ typed: Typed; change: (part: Partial<Typed>) => void }>;

const TypeFields = ({ typed, change }: FieldsProps): ReactNode => (
  <>
    <Field label="Type">
      {(control) => (
        <select
          {...control}
          value={typed.type}
          onChange={({ target }) => {
            change({ type: target.value });
          }}
        >
          {[...new Set([...TYPES, typed.type])].map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      )}
    </Field>
    {isOnlyBytes(typed.type) ? null : (
      <CheckBox
        isChecked={typed.isHex}
        onChange={(isHex) => {
          change({ isHex });
        }}
      >
        As bytes
      </CheckBox>
    )}
  </>
);

const hintFor = ({ type, isHex }: Typed): string | undefined => {
  if (isHex || isOnlyBytes(type)) return 'Bytes in hexadecimal, such as 01 ab 2c.';
  if (type === 'REG_MULTI_SZ') return 'One text a line.';
  return type.includes('WORD') ? 'Decimal, or hexadecimal with 0x.' : undefined;
};

const ContentField = ({
  typed,
  change,
  fault,
}: FieldsProps & Readonly<{ fault: string | undefined }>): ReactNode => (
  <Field label="Content" hint={hintFor(typed)} fault={fault}>
    {(control) => (
      <textarea
        {...control}
        data-first
        rows={5}
        value={typed.content}
        spellCheck={false}
        onChange={({ target }) => {
          change({ content: target.value });
        }}
      />
    )}
  </Field>
);
