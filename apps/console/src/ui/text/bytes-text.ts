const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1000;

/** A number of bytes in words: `35.1 kB`. */
export const bytesText = (bytes: number): string => {
  const step = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.trunc(Math.log10(bytes) / 3));
  const number = bytes / STEP ** step;
  return `${step === 0 ? number : number.toFixed(1)} ${UNITS[step] ?? ''}`;
};
