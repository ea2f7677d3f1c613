/**
 * A name as registries compare them: unit by unit, so that `ß` is not `SS`.
 *
 * @see https://learn.microsoft.com/windows/win32/sysinfo/structure-of-the-registry
 */
export const folded = (text: string): string =>
  Array.from({ length: text.length }, (_, index) => {
    const unit = text.charAt(index);
    const upper = unit.toUpperCase();
    return upper.length === 1 ? upper : unit;
  }).join('');

export const joined = (key: string, name: string): string =>
  key === '' ? name : `${key}\\${name}`;

/** The keys from the root down to a key, with their paths; the root is not among them. */
export const stepsOf = (key: string): readonly Readonly<{ name: string; path: string }>[] =>
  key === ''
    ? []
    : key.split('\\').map((name, index, names) => ({
        name,
        path: names.slice(0, index + 1).join('\\'),
      }));
