import { useCallback, useMemo, useState, type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';

import { sceneOf, type Scene } from './canvas/scene.js';
import { type Cursor } from './cursor/use-cursor.js';
import { ForkForm } from './fork/fork-form.js';
import { ForkView } from './fork/fork-view.js';
import { TimelineFrame } from './frame/timeline-frame.js';
import { between } from './frame/use-pointer.js';
import { type History } from './lanes/history.js';
import { type Choose } from './marks/mark-buttons.js';
import { DueLine } from './marks/due-line.js';
import { Legend } from './marks/legend.js';
import { Missing } from './marks/missing.js';
import { MarkList } from './marks/mark-list.js';
import { Minimap } from './minimap/minimap.js';
import { type WholeHistory } from './minimap/whole-history.js';
import { useSetRange } from './range/use-range.js';
import { instantIn, pinsIn, type TimelineSearch } from './timeline-search.js';
import styles from './timeline.module.css';
import { Toolbar } from './toolbar.js';
import { useTools } from './use-tools.js';

export type DrawnProps = Readonly<{
  history: History;
  whole: WholeHistory | undefined;
  cursor: Cursor;
  search: TimelineSearch;
  /** The width of the lanes in pixels. */
  width: number;
  isLive: boolean;
  /** True if there are more lost writes than are known. */
  isPartial: boolean;
  /** The instant of the other cursor. */
  other: number | undefined;
}>;

/** The timeline with its tools. */
export const Drawn = (props: DrawnProps): ReactNode => {
  const { history, whole, cursor, search, width, isLive, isPartial, other } = props;
  const scene = useScene(props);
  const onRange = useSetRange(whole?.range);
  const tools = useTools(scene, cursor, onRange);
  const { store, go } = cursor;
  const [asking, setAsking] = useState(false);
  const onChoose = useCallback<Choose>(
    ({ at, position }, isMeasure) => {
      const before = store.read().cursor;
      store.set({ selection: isMeasure && before ? between(before.at, at) : undefined });
      if (!isMeasure) go({ at, position });
    },
    [store, go],
  );
  return (
    <>
      <Toolbar
        {...{ tools, store, search, isLive }}
        onFork={() => {
          setAsking(!asking);
        }}
      />
      <Asking {...{ asking, setAsking }} />
      {whole === undefined ? null : (
        <Minimap {...{ whole, width, store, onRange }} shown={scene.scale.range} />
      )}
      <TimelineFrame {...{ scene, cursor, other, onChoose, onRange }} />
      <div className={styles.foot}>
        <Legend />
        <DueLine due={history.due} />
        <Missing history={history} isPartial={isPartial} />
        <MarkList history={history} range={scene.scale.range} onChoose={onChoose} />
      </div>
      {search.fork === undefined ? null : <ForkView text={search.fork} width={width} />}
    </>
  );
};

type AskingProps = Readonly<{ asking: boolean; setAsking: (asking: boolean) => void }>;

/** The form of a fork, while it is open. */
const Asking = ({ asking, setAsking }: AskingProps): ReactNode => {
  const overview = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  if (!asking || overview.data === undefined) return null;
  return (
    <ForkForm
      cluster={overview.data}
      onDone={() => {
        setAsking(false);
      }}
    />
  );
};

const useScene = ({ history, search, width }: DrawnProps): Scene => {
  const { from, to, pin, idle } = search;
  return useMemo(
    () =>
      sceneOf(history, {
        range: {
          from: instantIn(from) ?? history.range.from,
          to: instantIn(to) ?? history.range.to,
        },
        width,
        pins: pinsIn({ pin }),
        isIdleFolded: idle !== 'shown',
      }),
    [history, width, from, to, pin, idle],
  );
};
