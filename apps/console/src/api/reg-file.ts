/** The media type of .reg files. */
export const REG_TYPE = 'text/x-ms-regedit';

/** Characters that a file system may not have in a name. */
const NO_NAME = /[\\/:*?"<>|]+/g;

/** The name of a .reg file that a text describes. */
export const regName = (text: string): string => `${text.replaceAll(NO_NAME, '-')}.reg`;
