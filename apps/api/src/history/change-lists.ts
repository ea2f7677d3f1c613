import { type RegistryChange } from '#registry';

type Changes = readonly RegistryChange[];

/** The data of an event, as far as they may have lists of changes. */
type Data = Readonly<{
  changes?: Changes;
  cure?: Readonly<{ copies?: readonly Readonly<{ copy: unknown }>[] }>;
}>;

/** Every change in the data of an event: those of a registry, and those of stored copies. */
export const changesIn = (data: object): Changes => {
  const { changes = [], cure } = data as Data;
  const copies = (cure?.copies ?? []).flatMap(({ copy }) => (hasChanges(copy) ? copy.changes : []));
  return [...changes, ...copies];
};

/** The same data with another form of every change. */
export const withChanges = (data: object, form: (change: RegistryChange) => object): object => {
  const { changes, cure } = data as Data;
  return {
    ...data,
    ...(changes && { changes: changes.map(form) }),
    ...(cure?.copies && { cure: { ...cure, copies: cure.copies.map(copyIn(form)) } }),
  };
};

const copyIn =
  (form: (change: RegistryChange) => object) =>
  (cured: Readonly<{ copy: unknown }>): object =>
    hasChanges(cured.copy)
      ? { ...cured, copy: { ...cured.copy, changes: cured.copy.changes.map(form) } }
      : cured;

const hasChanges = (copy: unknown): copy is Readonly<{ changes: Changes }> =>
  typeof copy === 'object' && copy !== null && 'changes' in copy;
