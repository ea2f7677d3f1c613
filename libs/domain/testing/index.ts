export {
  absenceWasRestored,
  deleted,
  keysCaptured,
  keysRestored,
  keysUnrestored,
  keysWereRestored,
  stored,
} from './crypto-stories.js';
export { cured, curedCapture, revertOf } from './cure-stories.js';
export { changed, set, wasRestored } from './registry-stories.js';
export { StateStory } from './state-story.js';
export {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  FIRST,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  onlinePending,
  resourceOpened,
  restored,
  runningApp,
  SECOND,
  WEB,
} from './stories.js';
export { over, restoreFailed, unrestored } from './unrestored-stories.js';
