/** A value of a registry in words, as far as a report may show it. Here every value is shown. */
export const maskValue = (_key: string, _name: string | null, value: string): string => value;
