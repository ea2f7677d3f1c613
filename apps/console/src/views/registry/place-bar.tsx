import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { LineSelect } from '../../ui/fields/line-select.js';
import { type Place, type RegistrySearch } from './registry-search.js';

const VIEWS = [
  { value: '64-bit', text: '64-bit' },
  { value: '32-bit', text: '32-bit' },
] as const;

const FORMS = [
  { value: 'text', text: 'as text' },
  { value: 'hex', text: 'as bytes' },
] as const;

type Props = Readonly<{ nodes: readonly string[]; place: Place; isHex: boolean }>;

/** Which node is looked at, in which view, and how contents are shown. */
export const PlaceBar = ({ nodes, place, isHex }: Props): ReactNode => {
  const navigate = useNavigate();
  const change = (part: RegistrySearch): void => {
    void navigate({ to: '.', search: (all) => ({ ...all, ...part }) });
  };
  const { node, view } = place;
  return (
    <>
      <LineSelect
        label="Node"
        value={node}
        // A node that is gone, or not yet there, still has to be shown as what was asked for.
        choices={[...new Set([...nodes, node])].map((name) => ({ value: name, text: name }))}
        onChange={(name) => {
          change({ node: name });
        }}
      />
      <LineSelect
        label="View"
        value={view}
        choices={VIEWS}
        onChange={(chosen) => {
          change({ view: chosen === '32-bit' ? chosen : undefined });
        }}
      />
      <LineSelect
        label="Contents"
        value={isHex ? 'hex' : 'text'}
        choices={FORMS}
        onChange={(chosen) => {
          change({ show: chosen === 'hex' ? chosen : undefined });
        }}
      />
    </>
  );
};
