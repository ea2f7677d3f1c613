import styles from './hidden.module.css';

/** The class of words for readers of the screen alone. */
export const HIDDEN = styles.hidden;
