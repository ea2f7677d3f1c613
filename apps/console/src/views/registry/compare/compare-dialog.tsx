import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { api } from '../../../api/client.js';
import { parseMoment } from '../../../moment/parse-moment.js';
import { useAt } from '../../../moment/use-at.js';
import { Field } from '../../../ui/fields/field.js';
import { FormDialog } from '../../../ui/windows/form-dialog.js';
import { usePreferences } from '../../../ui/preferences.js';
import { type Place, type RegistrySearch } from '../registry-search.js';

type Props = Readonly<{ place: Place; onClose: () => void }>;

type Moment = Readonly<{ text: string; fault?: string }>;

/** Asks for the node and the moment to compare a key with. */
export const CompareDialog = ({ place, onClose }: Props): ReactNode => {
  const page = useAt();
  const { clock } = usePreferences();
  const navigate = useNavigate();
  const [node, setNode] = useState('');
  const [moment, setMoment] = useState<Moment>({ text: '' });
  const compare = (): void => {
    const text = moment.text.trim();
    const named = text === '' ? undefined : parseMoment(text, clock, new Date());
    if (named !== undefined && 'fault' in named) {
      setMoment({ ...moment, fault: named.fault });
      return;
    }
    const side = sideTo(node, named?.at);
    void navigate({ to: '.', search: (all) => ({ ...all, ...side }) });
    onClose();
  };
  return (
    <FormDialog
      title={`Compare ${place.node} with`}
      confirm="Compare"
      isReady={node !== '' || moment.text.trim() !== '' || page.at !== undefined}
      onSubmit={compare}
      onClose={onClose}
    >
      <NodeField place={place} node={node} setNode={setNode} />
      <MomentField
        moment={moment}
        setMoment={setMoment}
        empty={node === '' && page.at !== undefined ? 'the present' : 'the moment of the page'}
      />
    </FormDialog>
  );
};

/** The search parameters of the other side; the same node without a moment is that of the present. */
const sideTo = (node: string, at: string | undefined): RegistrySearch => ({
  with: node === '' ? undefined : node,
  withAt: at,
  withNow: node === '' && at === undefined ? 'true' : undefined,
});

type MomentProps = Readonly<{
  moment: Moment;
  setMoment: (moment: Moment) => void;
  /** Stands for an absent text. */
  empty: string;
}>;

const MomentField = ({ moment, setMoment, empty }: MomentProps): ReactNode => {
  const { clock } = usePreferences();
  return (
    <Field
      label={`Moment: time (${clock === 'utc' ? 'UTC' : 'local'}), position or tag`}
      hint={`Empty for ${empty}.`}
      fault={moment.fault}
    >
      {(control) => (
        <input
          {...control}
          value={moment.text}
          autoComplete="off"
          onChange={({ target }) => {
            setMoment({ text: target.value });
          }}
        />
      )}
    </Field>
  );
};

type NodeProps = Readonly<{ place: Place; node: string; setNode: (node: string) => void }>;

const NodeField = ({ place, node, setNode }: NodeProps): ReactNode => {
  const { data } = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  const others = (data?.nodes ?? []).filter(({ name }) => name !== place.node);
  return (
    <Field label="Node">
      {(control) => (
        <select
          {...control}
          data-first
          value={node}
          onChange={({ target }) => {
            setNode(target.value);
          }}
        >
          <option value="">{place.node}, at another moment</option>
          {others.map(({ id, name }) => (
            <option key={id}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
};
