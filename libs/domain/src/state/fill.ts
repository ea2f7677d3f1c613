/** Puts entries into a map. */
export const fill = <Key, Value>(
  map: { set: (key: Key, value: Value) => unknown },
  entries: readonly (readonly [Key, Value])[],
): void => {
  for (const [key, value] of entries) map.set(key, value);
};
