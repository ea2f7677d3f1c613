import { type ReactNode } from 'react';

import { api, type Schemas } from '../api/client.js';
import { Answer } from '../ui/windows/note.js';
import { RadioGroup, type RadioChoice } from '../ui/fields/radio-group.js';
import styles from './action-dialog.module.css';

type Readiness = Schemas['NodeReadiness'];

type Props = Readonly<{
  group: string;
  destination: string;
  setDestination: (node: string) => void;
}>;

/** The nodes that could take a group, with what it would lack or lose there. */
export const Destination = ({ group, destination, setDestination }: Props): ReactNode => {
  const readiness = api.useQuery('get', '/v1/groups/{group}/readiness', {
    params: { path: { group }, query: {} },
  });
  return (
    <Answer query={readiness}>
      {({ nodes }) => (
        <RadioGroup
          label="Destination"
          choices={nodes.map(choiceOf)}
          value={destination}
          onChange={setDestination}
        />
      )}
    </Answer>
  );
};

const choiceOf = (readiness: Readiness): RadioChoice<string> => {
  const { node, isOwner, canHost } = readiness;
  return {
    ...{ value: node, text: node, isDisabled: isOwner || !canHost },
    hint: <Outlook readiness={readiness} />,
  };
};

const Outlook = ({ readiness }: Readonly<{ readiness: Readiness }>): ReactNode => {
  const { isOwner, canHost, reasons, wouldLose, holds, more } = readiness;
  if (isOwner) return 'owns the group';
  if (!canHost) return reasons.join('; ');
  const lacking = [
    wouldLose.length > 0 ? `would lose ${count(wouldLose.length, 'edit', more)}` : '',
    holds.length > 0 ? `${count(holds.length, 'key')} held by ${holds[0]?.holder ?? ''}` : '',
    missing(readiness),
  ].filter((text) => text !== '');
  return lacking.length === 0 ? (
    'ready'
  ) : (
    <span className={styles.loses}>{lacking.join('; ')}</span>
  );
};

const missing = ({ missingKeys, missingContainers }: Readiness): string => {
  const number = missingKeys.length + missingContainers.length;
  return number === 0 ? '' : `lacks ${count(number, 'checkpointed key')}`;
};

const count = (number: number, noun: string, isMore = false): string =>
  `${number}${isMore ? ' or more' : ''} ${noun}${number === 1 && !isMore ? '' : 's'}`;
