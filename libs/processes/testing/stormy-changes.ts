import { type RegistryChange } from '#registry';

export const TOP = 'SOFTWARE\\Contoso\\App';

/** A few keys that contain each other, so that changes often meet. */
export const STORMY_KEYS = [
  TOP,
  TOP,
  `${TOP}\\Deep`,
  `${TOP}\\Deep\\Down`,
  `${TOP}\\Other`,
  'SOFTWARE\\Contoso',
] as const;

const NAMES = ['Port', 'PORT', '', 'Path'] as const;

/** One to three changes of those keys. */
export const stormyChanges = (random: () => number): readonly RegistryChange[] => {
  const count = 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, () => stormyChange(random));
};

const stormyChange = (random: () => number): RegistryChange => {
  const key = pick(random, STORMY_KEYS);
  const name = pick(random, NAMES);
  const number = Math.floor(random() * 3);
  const type = random() < 0.1 ? 'REG_DWORD_BIG_ENDIAN' : 'REG_DWORD';
  const dice = random();
  if (dice < 0.6) return { op: 'set', key, name, value: { type, number } };
  if (dice < 0.75) return { op: 'delete-value', key, name };
  return dice < 0.85 ? { op: 'create-key', key } : { op: 'delete-key', key };
};

/** A random element of a non-empty list. */
export const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;
