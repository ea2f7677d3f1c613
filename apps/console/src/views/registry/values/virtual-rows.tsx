import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import styles from './values.module.css';

const ROW_PX = 32;
const OVERSCAN = 10;

/** The row that each key leads to in a list of `count` rows with `page` rows in sight. */
const MOVES: Readonly<Record<string, (from: number, count: number, page: number) => number>> = {
  ArrowDown: (from) => from + 1,
  ArrowUp: (from) => from - 1,
  PageDown: (from, _, page) => from + page,
  PageUp: (from, _, page) => from - page,
  Home: () => 0,
  End: (_, count) => count - 1,
};

type Props = Readonly<{
  label: string;
  columns: readonly string[];
  count: number;
  /** The row that the Tab key leads to first. */
  first: number;
  /** The cells of a row; `tabIndex` is for its link. */
  children: (index: number, tabIndex: number) => ReactNode;
}>;

/**
 * A table of any number of rows, of which only those in sight are elements. Each row has one link,
 * and the arrows lead from one to the next.
 */
export const VirtualRows = ({ label, columns, count, first, children }: Props): ReactNode => {
  const frame = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used
  const rows = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const { active, move } = useActiveRow({ first, count }, (index) => {
    rows.scrollToIndex(index);
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus();
    });
  });
  return (
    <div className={styles.frame} ref={frame}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={count + 1}
        className={styles.table}
        data-columns={columns.length}
        onKeyDown={(event) => {
          move(event, Math.max(1, Math.trunc((frame.current?.clientHeight ?? 0) / ROW_PX) - 1));
        }}
      >
        <Head columns={columns} />
        <div role="rowgroup" className={styles.rows} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <Row key={index} {...{ index, start }} measure={rows.measureElement}>
              {children(index, index === active ? 0 : -1)}
            </Row>
          ))}
        </div>
      </div>
    </div>
  );
};

type RowProps = Readonly<{
  index: number;
  /** The distance from the beginning of the list, in pixels. */
  start: number;
  measure: (element: HTMLElement | null) => void;
  children: ReactNode;
}>;

const Row = ({ index, start, measure, children }: RowProps): ReactNode => (
  <div
    ref={measure}
    role="row"
    aria-rowindex={index + 2}
    data-index={index}
    className={styles.row}
    style={{ transform: `translateY(${start}px)` }}
  >
    {children}
  </div>
);

const Head = ({ columns }: Pick<Props, 'columns'>): ReactNode => (
  <div role="rowgroup" className={styles.head}>
    <div role="row" aria-rowindex={1} className={styles.headRow}>
      {columns.map((column) => (
        <span key={column} role="columnheader">
          {column}
        </span>
      ))}
    </div>
  </div>
);

type Active = Readonly<{
  active: number;
  move: (event: KeyboardEvent<HTMLElement>, page: number) => void;
}>;

/** The row that the keyboard is at. It is the first one again when that becomes another. */
const useActiveRow = (
  { first, count }: Pick<Props, 'first' | 'count'>,
  show: (index: number) => void,
): Active => {
  const [{ base, at }, setActive] = useState({ base: first, at: first });
  if (base !== first) setActive({ base: first, at: first });
  const active = Math.max(0, Math.min(at, count - 1));
  return {
    active,
    move: (event, page) => {
      const target = MOVES[event.key]?.(active, count, page);
      if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = Math.max(0, Math.min(target, count - 1));
      setActive({ base: first, at: next });
      show(next);
    },
  };
};
