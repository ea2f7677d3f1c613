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
      <Losses items={lostWrites.items.filter(isLossIn(diff))} />
      <Hazards hazards={hazards} />
      {untouched?.map(({ resource, checkpoint, reason }) => (
        <p key={checkpoint} className={styles.muted}>
          {resource}: a checkpoint stays as it is. {reason}
        </p>
      ))}
    </>
  );
};

/**
 * Tells the losses among the places that a cure changes. A value that was not there, and that nobody
 * deleted, is no loss; nor is a key that is added wherever the cure changes it.
 */
const isLossIn = ({ items }: Cure['diff']): ((loss: Place) => boolean) => {
  const keys = items.filter(({ name, change }) => name === null && change !== 'added');
  const notAdded = new Set(keys.map(({ key }) => key));
  return ({ key, name, lost, writtenAt }) =>
    lost !== null || writtenAt !== null || (name === null && notAdded.has(key));
};

type Place = Cure['lostWrites']['items'][number];

type PreviewItem = Schemas['Preview']['diff']['items'][number];

const sideOf = (side: PreviewItem['left']): Side =>
  side === null ? null : 'value' in side ? side.value : side;

const differenceOf = ({ key, name, change, left, right }: PreviewItem): Difference => ({
  ...{ key, name, change },
  before: sideOf(left),
  after: sideOf(right),
});
