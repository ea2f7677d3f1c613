import { type ReactNode, type SubmitEvent } from 'react';

import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import styles from './edit.module.css';

const FORM = 'registry-form';

type Props = Readonly<{
  title: string;
  /** The text of the button that submits the form. */
  confirm: string;
  isReady: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}>;

/** A window with a form. */
export const FormDialog = (props: Props): ReactNode => {
  const { title, confirm, isReady, onSubmit, onClose, children } = props;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isReady) onSubmit();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} look="main" disabled={!isReady}>
            {confirm}
          </Button>
        </>
      }
    >
      <form id={FORM} className={styles.form} onSubmit={submit}>
        {children}
      </form>
    </Dialog>
  );
};
