import { type ReactNode } from 'react';

import styles from './check-box.module.css';

type Props = Readonly<{
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  children: ReactNode;
}>;

/** A box to check, with its label. */
export const CheckBox = ({ isChecked, onChange, children }: Props): ReactNode => (
  <label className={styles.check}>
    <input
      type="checkbox"
      checked={isChecked}
      onChange={({ target }) => {
        onChange(target.checked);
      }}
    />
    {children}
  </label>
);
