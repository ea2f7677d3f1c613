import { useId, type ReactNode } from 'react';

import styles from './field.module.css';

/** The attributes that tie a control to its field. */
export type FieldControl = Readonly<{
  id: string;
  className: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}>;

type Props = Readonly<{
  label: string;
  hint?: string | undefined;
  /** The fault of the value; undefined without one. */
  fault?: string | undefined;
  children: (control: FieldControl) => ReactNode;
}>;

/** A control with its label, a hint, and what is wrong with its value. */
export const Field = ({ label, hint, fault, children }: Props): ReactNode => {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        className: styles.control ?? '',
        ...(note !== undefined && { 'aria-describedby': `${id}-note` }),
        ...(fault !== undefined && { 'aria-invalid': true }),
      })}
      {note === undefined ? null : (
        <p
          id={`${id}-note`}
          className={fault === undefined ? styles.hint : styles.fault}
          role={fault === undefined ? undefined : 'alert'}
        >
          {note}
        </p>
      )}
    </div>
  );
};
