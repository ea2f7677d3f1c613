import { useId, type ReactNode, type SubmitEvent } from 'react';

import { Button } from '../controls/button.js';
import { Dialog } from './dialog.js';
import styles from './form-dialog.module.css';
import { Failure } from './note.js';

type Props = Readonly<{
  title: string;
  /** The text of the button that submits the form. */
  confirm: string;
  isReady: boolean;
  /** True while what was submitted is under way. */
  isBusy?: boolean;
  /** The failure of what was submitted; null without one. */
  error?: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}>;

/** A window with a form. */
export const FormDialog = (props: Props): ReactNode => {
  const { title, confirm, isReady, isBusy = false, error, onSubmit, onClose, children } = props;
  const id = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isReady && !isBusy) onSubmit();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="main" disabled={!isReady || isBusy}>
            {isBusy ? 'Under way…' : confirm}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={submit}>
        {children}
      </form>
      {error === null || error === undefined ? null : <Failure error={error} />}
    </Dialog>
  );
};
