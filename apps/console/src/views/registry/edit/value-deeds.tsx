import { useState, type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { Button } from '../../../ui/controls/button.js';
import { nameText } from '../../../ui/text/value-text.js';
import { type Entry } from '../key-question.js';
import { type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { changing } from './changing.js';
import { ValueDialog } from './value-dialog.js';

type Props = Readonly<{ place: Place; entry: Entry }>;

/** The actions of a value of the present. */
export const ValueDeeds = ({ place, entry }: Props): ReactNode => {
  const act = useAct();
  const [isEditing, setIsEditing] = useState(false);
  const { name } = entry;
  return (
    <div className={styles.deeds}>
      <Button
        onClick={() => {
          setIsEditing(true);
        }}
      >
        Edit…
      </Button>
      <Button
        onClick={() => {
          const change = { op: 'delete-value' as const, key: place.key, name };
          act(changing(place, `Delete ${nameText(name)}`, [change]));
        }}
      >
        Delete…
      </Button>
      {isEditing ? (
        <ValueDialog
          {...{ place, entry }}
          onClose={() => {
            setIsEditing(false);
          }}
        />
      ) : null}
    </div>
  );
};
