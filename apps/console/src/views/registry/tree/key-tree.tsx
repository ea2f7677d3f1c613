import { type ItemInstance, type TreeInstance } from '@headless-tree/core';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { Icon } from '../../../ui/marks/icon.js';
import { folded } from '../paths.js';
import { goingTo, type Place } from '../registry-search.js';
import styles from './key-tree.module.css';
import { useKeyTree } from './use-key-tree.js';
import { type TreeKey } from './use-keys.js';

const ROW_PX = 26;
const INDENT_REM = 1.1;
const OVERSCAN = 12;

/** The keys of a node. The arrows move and open, Enter shows the values of a key. */
export const KeyTree = ({ place }: Readonly<{ place: Place }>): ReactNode => {
  const frame = useRef<HTMLDivElement>(null);
  const { tree, rows } = useScrolledTree(place, frame);
  const items = tree.getItems();
  return (
    <div className={styles.frame} ref={frame}>
      <div
        {...tree.getContainerProps(`Keys of ${place.node}`)}
        className={styles.tree}
        style={{ height: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          return item === undefined ? null : (
            <KeyRow key={item.getId()} {...{ item, start }} current={folded(place.key)} />
          );
        })}
      </div>
    </div>
  );
};

type Scrolled = Readonly<{
  tree: TreeInstance<TreeKey>;
  rows: Virtualizer<HTMLDivElement, Element>;
}>;

/** The tree of the keys and its rows in sight. It scrolls to the key that is looked at, once it is known. */
const useScrolledTree = (place: Place, frame: RefObject<HTMLDivElement | null>): Scrolled => {
  const scroller = useRef<(index: number) => void>(() => undefined);
  const tree = useKeyTree({
    place,
    at: useAt(),
    scrollTo: (index) => {
      scroller.current(index);
    },
  });
  const items = tree.getItems();
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const current = folded(place.key);
  const index = items.findIndex((item) => item.getId() === current);
  useEffect(() => {
    scroller.current = (target) => {
      rows.scrollToIndex(target);
    };
  }, [rows]);
  useEffect(() => {
    if (index >= 0) scroller.current(index);
  }, [index]);
  return { tree, rows };
};

type RowProps = Readonly<{
  item: ItemInstance<TreeKey>;
  /** The distance from the beginning of the list, in pixels. */
  start: number;
  /** The id of the key that is looked at. */
  current: string;
}>;

const KeyRow = ({ item, start, current }: RowProps): ReactNode => {
  const navigate = useNavigate();
  const { name } = item.getItemData();
  const select = (chosen: ItemInstance<TreeKey>): void => {
    chosen.setFocused();
    const { path } = chosen.getItemData();
    void navigate({ to: '.', search: (all) => ({ ...all, ...goingTo(path) }) });
  };
  return (
    <div
      {...item.getProps()}
      aria-selected={item.getId() === current}
      className={styles.row}
      style={{
        transform: `translateY(${start}px)`,
        paddingInlineStart: `${item.getItemMeta().level * INDENT_REM}rem`,
      }}
      onClick={() => {
        select(item);
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        // The tree moves the focus of the page a little after its own.
        select(item.getTree().getFocusedItem());
      }}
    >
      <Opener item={item} />
      <span className={styles.name}>{name}</span>
    </div>
  );
};

/** Opens and closes a key for the mouse; the keyboard has its arrows. */
const Opener = ({ item }: Pick<RowProps, 'item'>): ReactNode => (
  <span
    aria-hidden="true"
    className={[styles.opener, item.isExpanded() ? styles.open : ''].join(' ')}
    onClick={(event) => {
      event.stopPropagation();
      if (item.isExpanded()) item.collapse();
      else item.expand();
    }}
  >
    {item.isFolder() ? <Icon name="forward" /> : null}
  </span>
);
