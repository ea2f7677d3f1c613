import { useNavigate } from '@tanstack/react-router';
import { useSyncExternalStore, type ReactNode } from 'react';

import { Button } from '../../ui/controls/button.js';
import { Icon, type IconName } from '../../ui/marks/icon.js';
import { duration } from '../../ui/text/instant.js';
import { type CursorStore } from './cursor/cursor-store.js';
import { SearchLink } from './search-link.js';
import { type Tools } from './use-tools.js';
import styles from './toolbar.module.css';
import { lanesIn, type TimelineSearch } from './timeline-search.js';

type Props = Readonly<{
  tools: Tools;
  store: CursorStore;
  search: TimelineSearch;
  isLive: boolean;
  onFork: () => void;
}>;

/** The tools of the timeline, each with its key. */
export const Toolbar = ({ tools, store, search, isLive, onFork }: Props): ReactNode => (
  <div className={styles.tools} role="group" aria-label="Tools of the timeline">
    <LaneChoice search={search} />
    <span className={styles.toolGroup}>
      <Tool icon="skipBack" label="The move before" keys="Shift+←" onUse={tools.failoverBefore} />
      <Tool icon="back" label="The event before the cursor" keys="←" onUse={tools.eventBefore} />
      <Tool
        icon={tools.isPlaying ? 'paused' : 'play'}
        label={tools.isPlaying ? 'Stop' : 'Play event by event'}
        keys="p"
        onUse={tools.play}
      />
      <Tool icon="forward" label="The event after the cursor" keys="→" onUse={tools.eventAfter} />
      <Tool icon="skipForward" label="The next move" keys="Shift+→" onUse={tools.failoverAfter} />
      <Button
        look={isLive ? 'main' : 'plain'}
        aria-pressed={isLive}
        title="Follow what happens now (l)"
        onClick={tools.live}
      >
        Live
      </Button>
    </span>
    <span className={styles.toolGroup}>
      <Tool icon="minus" label="Zoom out" keys="-" onUse={tools.zoomOut} />
      <Tool icon="plus" label="Zoom in" keys="+" onUse={tools.zoomIn} />
      <Tool icon="fit" label="Show all of the history" keys="0" onUse={tools.fit} />
      <IdleChoice search={search} />
    </span>
    <span className={styles.toolGroup}>
      <Button look="quiet" title="Compare with the place of the cursor (c)" onClick={tools.compare}>
        <Icon name="differs" /> Compare from here
      </Button>
      <Button look="quiet" title="What if, from here (f)" onClick={onFork}>
        <Icon name="fork" /> What if, from here…
      </Button>
    </span>
    <Selected store={store} tools={tools} />
  </div>
);

type ToolProps = Readonly<{ icon: IconName; label: string; keys: string; onUse: () => void }>;

const Tool = ({ icon, label, keys, onUse }: ToolProps): ReactNode => (
  <Button look="icon" aria-label={label} title={`${label} (${keys})`} onClick={onUse}>
    <Icon name={icon} />
  </Button>
);

const LaneChoice = ({ search }: Readonly<{ search: TimelineSearch }>): ReactNode => {
  const navigate = useNavigate();
  return (
    <span className={styles.choice} role="group" aria-label="Lanes of">
      {(['nodes', 'groups'] as const).map((lanes) => (
        <button
          key={lanes}
          type="button"
          className={styles.choiceItem}
          aria-pressed={lanesIn(search) === lanes}
          onClick={() =>
            void navigate({
              to: '.',
              // The lanes have other names, so that no pin holds.
              search: (all: TimelineSearch) => ({ ...all, lanes, pin: undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        >
          {lanes === 'nodes' ? 'Nodes' : 'Groups'}
        </button>
      ))}
    </span>
  );
};

const IdleChoice = ({ search }: Readonly<{ search: TimelineSearch }>): ReactNode => {
  const isFolded = search.idle !== 'shown';
  return (
    <SearchLink change={() => ({ idle: isFolded ? 'shown' : undefined })}>
      {isFolded ? 'Unfold idle time' : 'Fold idle time'}
    </SearchLink>
  );
};

/** The selected time, and what can be done with it. */
const Selected = ({ store, tools }: Pick<Props, 'store' | 'tools'>): ReactNode => {
  const { selection } = useSyncExternalStore(store.subscribe, store.read);
  return (
    <span className={styles.selected} role="status">
      {selection === undefined ? null : (
        <>
          {duration(selection.to - selection.from)} selected
          <Button title="Zoom to what is selected (z)" onClick={tools.zoomToSelection}>
            Zoom to it
          </Button>
          <Button
            look="icon"
            aria-label="Select nothing"
            title="Select nothing"
            onClick={() => {
              store.set({ selection: undefined });
            }}
          >
            <Icon name="close" />
          </Button>
        </>
      )}
    </span>
  );
};
