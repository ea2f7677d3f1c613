import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { DifferenceList, type ValueDifference } from '../../../comparing/difference-list.js';
import { useAt } from '../../../moment/use-at.js';
import { nameText } from '../../../ui/text/value-text.js';
import { selecting, type Place } from '../registry-search.js';
import { sayingSide, sideName, type OtherSide } from './other-side.js';

type Props = Readonly<{ place: Place; other: OtherSide; isHex: boolean }>;

/** Everything that differs between two sides in a key and below it. */
export const KeyDifferences = ({ place, other, isHex }: Props): ReactNode => {
  const at = useAt();
  const query = {
    left: sideName(place.node, at),
    right: sideName(other.node, other.at),
    view: place.view,
    ...(place.key !== '' && { key: place.key }),
  };
  const heads = [sayingSide(place.node, at), sayingSide(other.node, other.at)] as const;
  return <DifferenceList {...{ query, heads, isHex }} linkTo={linkTo} />;
};

const linkTo = ({ key, name }: ValueDifference): ReactNode => (
  <Link
    to="."
    search={(all) => ({ ...all, key, only: undefined, ...selecting(name ?? undefined) })}
  >
    {nameText(name)}
  </Link>
);
