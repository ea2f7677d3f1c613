/** Puts entries into a map. */
export const fill = <Key, Value>(
  map: Map<Key, Value>,
  entries: readonly (readonly [Key, Value])[],
): void => {
  for (const [key, value] of entries) map.set(key, value);
};
