import { type ReactNode } from 'react';

import { useAct } from '../../actions/action.js';
import { useCheckpointKeys } from '../../api/checkpoint-keys.js';
import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Button } from '../../ui/controls/button.js';
import { PlaceView, SideView } from '../../ui/text/side.js';
import { Table, WIDE } from '../../ui/text/table.js';
import { isRegistryChange, momentBefore, revertCheckpoint, revertPlace } from './reverting.js';
import styles from './operation.module.css';

type Report = Schemas['OperationReport'];
type Restore = Report['restores'][number];
type Change = Restore['changes'][number];

type Props = Readonly<{ operation: Report; isPresent: boolean }>;

/** Shows the changes of each restore on its node. Restores without a change share one line. */
export const Restores = ({ operation, isPresent }: Props): ReactNode => {
  const keys = useCheckpointKeys(useAt());
  const before = useMomentBefore(operation.id, isPresent);
  const changing = operation.restores.filter(({ changes }) => changes.length > 0);
  const idle = operation.restores.length - changing.length;
  if (operation.restores.length === 0) return null;
  return (
    <section aria-labelledby="restores" className={styles.part}>
      <h2 id="restores">What the restores changed</h2>
      {changing.map((restore) => (
        <RestoreView
          key={`${restore.checkpoint}/${restore.node}/${restore.capture}`}
          place={keys.get(restore.checkpoint)}
          {...{ restore, before }}
        />
      ))}
      {idle === 0 ? null : (
        <p className={styles.muted}>
          {idle === 1 ? 'One restore' : `${idle} restores`} changed nothing: the node had the stored
          content already.
        </p>
      )}
    </section>
  );
};

/** The moment just before the operation; undefined while it is not known or not needed. */
const useMomentBefore = (operation: string, isEnabled: boolean): string | undefined => {
  const { data } = api.useQuery(
    'get',
    '/v1/events',
    { params: { query: { operation, limit: 1 } } },
    { enabled: isEnabled },
  );
  const first = data?.items[0]?.position;
  return isEnabled && first !== undefined ? momentBefore(first) : undefined;
};

type RestoreProps = Readonly<{
  restore: Restore;
  place: string | undefined;
  before: string | undefined;
}>;

const RestoreView = ({ restore, place, before }: RestoreProps): ReactNode => {
  const act = useAct();
  const { resource, capture, node, changes, more } = restore;
  const title = `Capture ${capture} of ${resource} onto ${node}`;
  return (
    <div className={styles.restore}>
      <div className={styles.restoreHead}>
        <h3>{title}</h3>
        {place === undefined ? null : <code>{place}</code>}
        {before === undefined || !changes.every(isRegistryChange) ? null : (
          <Button
            onClick={() => {
              act(revertCheckpoint(restore, before));
            }}
          >
            Revert the checkpoint to before…
          </Button>
        )}
      </div>
      <Table
        label={title}
        columns={['Place', 'Before', 'After', ...(before === undefined ? [] : ['Undo'])]}
      >
        {changes.map((change) => (
          <ChangeRow key={`${change.key}/${change.name ?? ''}`} {...{ change, node, before }} />
        ))}
      </Table>
      {more ? (
        <p className={styles.muted}>It changed more than these {changes.length} places.</p>
      ) : null}
    </div>
  );
};

type ChangeProps = Readonly<{ change: Change; node: string; before: string | undefined }>;

const ChangeRow = ({ change, node, before }: ChangeProps): ReactNode => {
  const act = useAct();
  return (
    <tr>
      <td className={WIDE}>
        <PlaceView place={change.key} name={change.name} />
      </td>
      <td>
        <SideView side={change.before} />
      </td>
      <td>
        <SideView side={change.after} />
      </td>
      {before === undefined ? null : (
        <td>
          {isRegistryChange(change) ? (
            <Button
              aria-label={`Revert ${change.name ?? change.key} on ${node}`}
              onClick={() => {
                act(revertPlace(change, node, before));
              }}
            >
              Revert…
            </Button>
          ) : null}
        </td>
      )}
    </tr>
  );
};
