import {
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { carryOut, isWhatIf, tryOut, type Command, type Trial } from '../api/command.js';
import { type Schemas } from '../api/client.js';
import { Button } from '../ui/controls/button.js';
import { CheckBox } from '../ui/fields/check-box.js';
import { Dialog } from '../ui/windows/dialog.js';
import { Failure } from '../ui/windows/note.js';
import { canBeTried, needsReason, takesReason, type Action, type Chosen } from './action.js';
import styles from './action-dialog.module.css';
import { Destination } from './destination.js';
import { Done } from './done.js';
import { ReasonField } from './reason-field.js';
import { TrialView } from './trial/trial-view.js';

const UNSEEN = 'The outcome can’t be shown before it is done.';

const useTrial = (command: Command, isEnabled: boolean): UseQueryResult<Trial> =>
  useQuery({
    queryKey: ['trial', command],
    queryFn: ({ signal }) => tryOut(command, signal),
    enabled: isEnabled && canBeTried(command),
    staleTime: 0,
    gcTime: 0,
  });

/** Everything about an action that is being prepared. */
type Preparation = Readonly<{
  action: Action;
  command: Command;
  trial: UseQueryResult<Trial>;
  deed: UseMutationResult<Schemas['Receipt'], unknown, void>;
  /** True once the destination is chosen, where there is one. */
  isChosen: boolean;
  chosen: Chosen;
  choose: (part: Partial<Chosen>) => void;
  reason: string;
  setReason: (reason: string) => void;
}>;

const usePreparation = (action: Action): Preparation => {
  const [chosen, setChosen] = useState<Chosen>({ destination: '', isForced: false });
  const [reason, setReason] = useState('');
  const command = action.command(chosen);
  const isChosen = action.destinationOf === undefined || chosen.destination !== '';
  const trial = useTrial(command, isChosen);
  const deed = useMutation<Schemas['Receipt'], unknown>({
    mutationFn: () => carryOut(command, { reason: reason.trim(), expect: expectOf(trial.data) }),
  });
  const choose = (part: Partial<Chosen>): void => {
    setChosen({ ...chosen, ...part });
  };
  return { action, command, trial, deed, isChosen, chosen, choose, reason, setReason };
};

/** True if nothing is missing any more. */
const isReady = ({ command, trial, isChosen, reason }: Preparation): boolean =>
  isChosen &&
  (!canBeTried(command) || trial.isSuccess) &&
  (!needsReason(command) || reason.trim() !== '');

type Props = Readonly<{ action: Action; onClose: () => void }>;

/** Shows what an action would do, asks for the reason, and carries it out. */
export const ActionDialog = ({ action, onClose }: Props): ReactNode => {
  const preparation = usePreparation(action);
  const { deed } = preparation;
  return (
    <Dialog
      title={action.title}
      isOpen
      onClose={onClose}
      foot={<Foot preparation={preparation} onClose={onClose} />}
    >
      {deed.data === undefined ? (
        <Preparing preparation={preparation} />
      ) : (
        <Done receipt={deed.data} onClose={onClose} />
      )}
    </Dialog>
  );
};

type PreparingProps = Readonly<{ preparation: Preparation }>;

const Preparing = ({ preparation }: PreparingProps): ReactNode => {
  const { action, command, trial, deed, isChosen, chosen, choose } = preparation;
  return (
    <div className={styles.parts}>
      {action.destinationOf === undefined ? null : (
        <Destination
          group={action.destinationOf}
          destination={chosen.destination}
          setDestination={(destination) => {
            choose({ destination });
          }}
        />
      )}
      {action.forcing === undefined ? null : (
        <Forcing text={action.forcing} {...{ chosen, choose }} />
      )}
      <Outlook says={action.says} {...{ command, trial, isChosen }} />
      {deed.error === null ? null : <Failure error={deed.error} />}
    </div>
  );
};

const expectOf = (trial: Trial | undefined): string | undefined =>
  trial === undefined || isWhatIf(trial) ? undefined : trial.expect;

type ForcingProps = Pick<Preparation, 'chosen' | 'choose'> & Readonly<{ text: string }>;

const Forcing = ({ text, chosen, choose }: ForcingProps): ReactNode => (
  <CheckBox
    isChecked={chosen.isForced}
    onChange={(isForced) => {
      choose({ isForced });
    }}
  >
    {text}
  </CheckBox>
);

type OutlookProps = Readonly<{
  says: string | undefined;
  command: Command;
  trial: UseQueryResult<Trial>;
  isChosen: boolean;
}>;

/** Shows the preview of the command, as far as it is known. */
const Outlook = ({ says, command, trial, isChosen }: OutlookProps): ReactNode => {
  if (!canBeTried(command)) return <p>{says ?? UNSEEN}</p>;
  if (!isChosen) return null;
  return (
    <section aria-label="What would happen" aria-busy={trial.isFetching} className={styles.trial}>
      {trial.error === null ? null : (
        <Failure error={trial.error} onRetry={() => void trial.refetch()} />
      )}
      {trial.data === undefined && trial.error === null ? (
        <p role="status">Trying it on a copy of the cluster…</p>
      ) : null}
      {trial.data === undefined ? null : <TrialView trial={trial.data} />}
    </section>
  );
};

type FootProps = Readonly<{ preparation: Preparation; onClose: () => void }>;

const Foot = ({ preparation, onClose }: FootProps): ReactNode => {
  const { action, command, deed, reason, setReason } = preparation;
  if (deed.isSuccess)
    return (
      <Button look="main" onClick={onClose}>
        Close
      </Button>
    );
  return (
    <>
      {takesReason(command) ? (
        <div className={styles.reason}>
          <ReasonField {...{ reason, setReason }} isNeeded={needsReason(command)} />
        </div>
      ) : null}
      <Button onClick={onClose}>Cancel</Button>
      <Button
        look="main"
        disabled={!isReady(preparation) || deed.isPending}
        onClick={() => {
          deed.mutate();
        }}
      >
        {deed.isPending ? 'Under way…' : action.confirm}
      </Button>
    </>
  );
};
