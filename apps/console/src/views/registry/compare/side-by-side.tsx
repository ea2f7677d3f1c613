import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { Answer, Note } from '../../../ui/windows/note.js';
import { useKey, useKeyAlone, type KeyAnswer } from '../key-question.js';
import { folded } from '../paths.js';
import { type Place } from '../registry-search.js';
import styles from '../values/values.module.css';
import { ValueLink } from '../values/value-link.js';
import { VirtualRows } from '../values/virtual-rows.js';
import { bothSides } from '../../../comparing/both-sides.js';
import { KeyDifferences } from './key-differences.js';
import { sayingSide, type OtherSide } from './other-side.js';
import { pairsOf, type Pair } from './pairs.js';

type Props = Readonly<{
  place: Place;
  other: OtherSide;
  selected: string | undefined;
  isHex: boolean;
}>;

/** The most values of a key that are shown side by side; of a larger key, the page asks for no values. */
const MOST_VALUES = 2000;

/** The values of a key on two sides; the differences alone, if it has very many values. */
export const SideBySide = (props: Props): ReactNode => {
  const { place, other, isHex } = props;
  const left = useKeyAlone(place, useAt());
  const right = useKeyAlone({ ...place, node: other.node }, other.at);
  return (
    <Answer query={left}>
      {(ofLeft) => (
        <Answer query={right}>
          {(ofRight) =>
            Math.max(ofLeft.valueCount, ofRight.valueCount) <= MOST_VALUES ? (
              <AllValues {...props} />
            ) : (
              <>
                <Note tone="plain">
                  <p>
                    The key has more than {MOST_VALUES.toLocaleString('en')} values: these are the
                    differences alone, with everything below it.
                  </p>
                </Note>
                <KeyDifferences {...{ place, other, isHex }} />
              </>
            )
          }
        </Answer>
      )}
    </Answer>
  );
};

const AllValues = ({ place, other, ...rest }: Props): ReactNode => {
  const at = useAt();
  const left = useKey(place, at);
  const right = useKey({ ...place, node: other.node }, other.at);
  const heads = [sayingSide(place.node, at), sayingSide(other.node, other.at)] as const;
  return (
    <Answer query={left}>
      {(ofLeft) => (
        <Answer query={right}>
          {(ofRight) => (
            <>
              <Missing head={heads[0]} answer={ofLeft} />
              <Missing head={heads[1]} answer={ofRight} />
              <Pairs left={ofLeft} right={ofRight} {...{ heads, ...rest }} />
            </>
          )}
        </Answer>
      )}
    </Answer>
  );
};

const Missing = ({ head, answer }: Readonly<{ head: string; answer: KeyAnswer }>): ReactNode =>
  answer.exists ? null : (
    <Note tone="warning">
      <p>There is no such key: {head}.</p>
    </Note>
  );

type PairsProps = Pick<Props, 'selected' | 'isHex'> &
  Readonly<{ left: KeyAnswer; right: KeyAnswer; heads: readonly [string, string] }>;

const Pairs = ({ left, right, heads, selected, isHex }: PairsProps): ReactNode => {
  const pairs = pairsOf(left.values, right.values);
  const wanted = selected === undefined ? undefined : folded(selected);
  const place = pairs.findIndex(({ name }) => folded(name) === wanted);
  const differing = pairs.filter(({ differs }) => differs).length;
  if (pairs.length === 0) return <p>Neither side has a value in this key.</p>;
  return (
    <>
      <p role="status">
        {differing === 0
          ? `All ${pairs.length} values are equal.`
          : `${differing} of ${pairs.length} values differ.`}
      </p>
      <VirtualRows
        label="Values side by side"
        columns={['Name', ...heads]}
        count={pairs.length}
        first={Math.max(0, place)}
      >
        {(index, tabIndex) => (
          <PairCells pair={pairs[index]} isSelected={index === place} {...{ tabIndex, isHex }} />
        )}
      </VirtualRows>
    </>
  );
};

type CellsProps = Readonly<{
  pair: Pair | undefined;
  isSelected: boolean;
  tabIndex: number;
  isHex: boolean;
}>;

const PairCells = ({ pair, isSelected, tabIndex, isHex }: CellsProps): ReactNode => {
  if (pair === undefined) return null;
  const { name, differs } = pair;
  const cells = bothSides({ left: pair.left?.value, right: pair.right?.value, isHex });
  return (
    <>
      <span role="rowheader" className={styles.name}>
        <ValueLink {...{ name, tabIndex, isSelected }} />
      </span>
      {(['left', 'right'] as const).map((side) => (
        <span key={side} role="cell" className={differs ? styles.differs : undefined}>
          {cells[side]}
        </span>
      ))}
    </>
  );
};
