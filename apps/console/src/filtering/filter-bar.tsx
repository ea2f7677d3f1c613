import { useState, type ReactNode } from 'react';

import { Button } from '../ui/controls/button.js';
import { Field, type FieldControl } from '../ui/fields/field.js';
import { HIDDEN } from '../ui/text/hidden.js';
import styles from './filter-bar.module.css';
import { Icon } from '../ui/marks/icon.js';

/** A filter: one of a few choices, or any text. */
export type FilterField = Readonly<{
  name: string;
  label: string;
  choices?: Readonly<Record<string, string>>;
  /** Texts that are offered; any other may be typed. */
  offers?: readonly string[];
}>;

type Values = Readonly<Record<string, string | undefined>>;
type Change = (change: Values) => void;

type Props = Readonly<{
  fields: readonly FilterField[];
  values: Values;
  onChange: Change;
  /** Stands at the end of the line. */
  children?: ReactNode;
}>;

/** The filters that hold, each with a way to drop it, and the fields to set others. */
export const FilterBar = ({ fields, values, onChange, children }: Props): ReactNode => {
  const active = fields.filter(({ name }) => values[name] !== undefined);
  return (
    <section className={styles.bar} aria-label="Filters">
      <details className={styles.fold}>
        <summary className={styles.summary}>
          <Icon name="search" /> Filter
        </summary>
        <div className={styles.fields}>
          {fields.map((field) => (
            <FilterControl
              key={`${field.name}=${values[field.name] ?? ''}`}
              field={field}
              value={values[field.name] ?? ''}
              onChange={onChange}
            />
          ))}
        </div>
      </details>
      <ul className={styles.chips}>
        {active.map((field) => (
          <Chip key={field.name} field={field} value={values[field.name] ?? ''} {...{ onChange }} />
        ))}
      </ul>
      {active.length < 2 ? null : (
        <Button
          look="quiet"
          onClick={() => {
            onChange(Object.fromEntries(active.map(({ name }) => [name, undefined])));
          }}
        >
          Drop all
        </Button>
      )}
      {children}
    </section>
  );
};

type ControlProps = Readonly<{ field: FilterField; value: string; onChange: Change }>;

const Chip = ({ field, value, onChange }: ControlProps): ReactNode => (
  <li>
    <button
      type="button"
      className={styles.chip}
      title={`Drop this filter: ${field.label}`}
      onClick={() => {
        onChange({ [field.name]: undefined });
      }}
    >
      <span className={styles.label}>{field.label}</span> {field.choices?.[value] ?? value}
      <Icon name="close" />
      <span className={HIDDEN}>(drop)</span>
    </button>
  </li>
);

const FilterControl = ({ field, value, onChange }: ControlProps): ReactNode => (
  <Field label={field.label}>
    {(control) =>
      field.choices === undefined ? (
        <TextFilter {...{ control, field, value, onChange }} />
      ) : (
        <select
          {...control}
          value={value}
          onChange={({ target }) => {
            onChange({ [field.name]: target.value === '' ? undefined : target.value });
          }}
        >
          <option value="">any</option>
          {Object.entries(field.choices).map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
        </select>
      )
    }
  </Field>
);

/** A text that holds once it is left, or at Enter: not each letter of it is a question. */
const TextFilter = ({
  control,
  field,
  value,
  onChange,
}: ControlProps & Readonly<{ control: FieldControl }>): ReactNode => {
  const [typed, setTyped] = useState(value);
  const take = (): void => {
    const text = typed.trim();
    if (text !== value) onChange({ [field.name]: text === '' ? undefined : text });
  };
  return (
    <>
      <input
        {...control}
        value={typed}
        list={field.offers === undefined ? undefined : `${control.id}-offers`}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          setTyped(target.value);
        }}
        onBlur={take}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take();
        }}
      />
      {field.offers === undefined ? null : (
        <datalist id={`${control.id}-offers`}>
          {field.offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
    </>
  );
};
