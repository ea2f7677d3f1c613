/** The effect of a key. Keys of the page work anywhere but in a field or a window. */
export type KeyLine = Readonly<{ keys: readonly string[]; does: string }>;

/** The keys of every page, in the order of their list; `use-keys.ts` carries them out. */
export const PAGE_KEYS: readonly KeyLine[] = [
  { keys: ['Ctrl', 'K'], does: 'Find a thing, a key, an operation, a moment or a tag' },
  { keys: ['?'], does: 'Show this list' },
  { keys: ['['], does: 'Go to the event before' },
  { keys: [']'], does: 'Go to the next event' },
  { keys: ['n'], does: 'Go back to now' },
  { keys: ['m'], does: 'Go to a moment' },
];

/** The keys within lists and windows. */
export const PLACE_KEYS: readonly KeyLine[] = [
  { keys: ['↓', 'j'], does: 'In the list of events: the row below' },
  { keys: ['↑', 'k'], does: 'In the list of events: the row above' },
  { keys: ['Enter'], does: 'Open what is chosen' },
  { keys: ['Esc'], does: 'Close a window, a menu or an event' },
];

/** The keys of the timeline. */
export const TIMELINE_KEYS: readonly KeyLine[] = [
  { keys: ['←', '→'], does: 'The event before or after the cursor' },
  { keys: ['Shift', '←', '→'], does: 'The move or failover before or after it' },
  { keys: ['+', '-'], does: 'Zoom in or out at the cursor' },
  { keys: ['0'], does: 'Show all of the history' },
  { keys: ['z'], does: 'Zoom to what is selected' },
  { keys: ['s'], does: 'Begin to select at the cursor; the next step selects up to there' },
  { keys: ['p'], does: 'Play, or stop' },
  { keys: ['l'], does: 'Follow what happens now' },
  { keys: ['c'], does: 'Compare with the place of the cursor' },
  { keys: ['Shift', 'Enter'], does: 'On a mark: measure from the cursor to it' },
];
