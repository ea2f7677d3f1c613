/** The items of attention that pages ask for: the gravest ones. */
export const ASKED_ATTENTION = { limit: 100 } as const;
