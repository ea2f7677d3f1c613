import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { type Cure } from '../../api/command.js';
import { type Side } from '../../ui/text/value-text.js';
import styles from '../action-dialog.module.css';
import { Differences, type Difference } from './differences.js';
import { Hazards } from './hazards.js';
import { Losses } from './losses.js';
import { RestoreParts } from './restore-parts.js';

/** Shows what a cure or a restore would change, overwrite and leave alone. */
export const PreviewView = ({ preview }: Readonly<{ preview: Cure }>): ReactNode => {
  const { diff, lostWrites, hazards, untouched } = preview;
  return (
    <>
      <Differences
        title="What would change"
        items={diff.items.map(differenceOf)}
        summary={diff.summary}
        more={diff.more}
      />
      {'things' in preview ? <RestoreParts preview={preview} /> : null}
      <Losses items={lostWrites.items} />
      <Hazards hazards={hazards} />
      {untouched?.map(({ resource, checkpoint, reason }) => (
        <p key={checkpoint} className={styles.muted}>
          {resource}: a checkpoint stays as it is. {reason}
        </p>
      ))}
    </>
  );
};

type PreviewItem = Schemas['Preview']['diff']['items'][number];

const sideOf = (side: PreviewItem['left']): Side =>
  side === null ? null : 'value' in side ? side.value : side;

const differenceOf = ({ key, name, change, left, right }: PreviewItem): Difference => ({
  ...{ key, name, change },
  before: sideOf(left),
  after: sideOf(right),
});
