import { ClusterError } from '#clusapi';

const TAG = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** True for a text that can be the name of a tag. A position or an instant never is one. */
export const isTag = (text: string): boolean => TAG.test(text);

/**
 * Checks the name of a tag, and returns it unchanged.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for a text that can't be a tag
 */
export const parseTag = (text: string): string => {
  if (isTag(text)) return text;
  throw new ClusterError(
    'ERROR_INVALID_PARAMETER',
    `"${text}" is no tag: a letter, then up to 63 letters, digits, dots, dashes or underscores`,
    { field: 'name' },
  );
};
