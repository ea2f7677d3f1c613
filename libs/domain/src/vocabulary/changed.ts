/** The properties of `wanted` that differ from the present ones. */
export const changedOf = <Properties extends object>(
  wanted: Partial<Properties>,
  current: Properties,
): Partial<Properties> =>
  Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) =>
        value !== undefined &&
        JSON.stringify(value) !== JSON.stringify(current[name as keyof Properties]),
    ),
  ) as Partial<Properties>;
