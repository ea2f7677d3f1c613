import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { CheckBox } from '../../../ui/fields/check-box.js';
import { nameIn, type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { KeyDifferences } from './key-differences.js';
import { sayingSide, WITHOUT_OTHER, type OtherSide } from './other-side.js';
import { SideBySide } from './side-by-side.js';

type Props = Readonly<{ place: Place; other: OtherSide }>;

/** A key beside the same key on another node or at another moment. */
export const Comparison = ({ place, other }: Props): ReactNode => {
  const search = useSearch({ from: '/registry' });
  const isOnly = search.only === 'true';
  const isHex = search.show === 'hex';
  return (
    <>
      <div className={styles.compared}>
        <span>
          <strong>{sayingSide(place.node, useAt())}</strong> beside{' '}
          <strong>{sayingSide(other.node, other.at)}</strong>
        </span>
        <OnlyBox isOnly={isOnly} />
        <Link to="." search={(all) => ({ ...all, ...WITHOUT_OTHER })}>
          End the comparison
        </Link>
      </div>
      {isOnly ? (
        <KeyDifferences {...{ place, other, isHex }} />
      ) : (
        <SideBySide {...{ place, other, isHex }} selected={nameIn(search)} />
      )}
    </>
  );
};

const OnlyBox = ({ isOnly }: Readonly<{ isOnly: boolean }>): ReactNode => {
  const navigate = useNavigate();
  return (
    <CheckBox
      isChecked={isOnly}
      onChange={(isChecked) => {
        const only = isChecked ? 'true' : undefined;
        void navigate({ to: '.', search: (all) => ({ ...all, only }), replace: true });
      }}
    >
      Differences only, with everything below
    </CheckBox>
  );
};
