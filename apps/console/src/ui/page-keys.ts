const FIELDS = 'input, textarea, select, [contenteditable]';
const WINDOWS = '[role="dialog"], [role="menu"]';

/** True for a key that no field and no window has use for. */
export const isForPage = ({ target }: KeyboardEvent): boolean =>
  !(target instanceof Element && target.closest(FIELDS) !== null) &&
  document.querySelector(WINDOWS) === null;
