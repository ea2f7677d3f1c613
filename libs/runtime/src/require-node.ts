/** node:sqlite without a flag, and zstd in node:zlib; the suite runs on this version. */
const OLDEST_MAJOR = 24;

/** The platforms for which an optional package brings the right Node.js. */
const BROUGHT = 'Linux x64 and arm64, Windows x64';

/**
 * The line that says what to install; undefined on a Node.js that the program runs on.
 *
 * @param version as in `process.versions.node`
 */
export const unsuitable = (version: string): string | undefined =>
  Number.parseInt(version, 10) >= OLDEST_MAJOR
    ? undefined
    : `Tidemark needs Node.js ${OLDEST_MAJOR} or newer, and this is ${version}: install it, or use the npm scripts after "npm ci", which brings it on ${BROUGHT}`;

/** Ends the process with one line on a Node.js that is too old. Imported before everything else. */
export const requireNode = (): void => {
  const line = unsuitable(process.versions.node);
  if (line === undefined) return;
  console.error(line);
  process.exit(1);
};
