/** The entry after which a history continues. `since` and `place` order its entries, newest first. */
export type VersionCursor = Readonly<{ since: number; place: number }>;
