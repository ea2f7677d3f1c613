/**
 * The oldest version with node:sqlite without a flag and zstd in node:zlib; the suite runs on it.
 */
const OLDEST_MAJOR = 24;

/** The platforms for which an optional package installs the right Node.js. */
const BROUGHT = 'Linux x64 and arm64, Windows x64';

/**
 * The line that says which version to install; undefined if the version is new enough.
 *
 * @param version as in `process.versions.node`
 */
export const unsuitable = (version: string): string | undefined =>
  Number.parseInt(version, 10) >= OLDEST_MAJOR
    ? undefined
    : `Tidemark needs Node.js ${OLDEST_MAJOR} or newer, and this is ${version}: install it, or use the npm scripts after "npm ci", which brings it on ${BROUGHT}`;

/** Ends the process with one line if Node.js is too old. Import it before everything else. */
export const requireNode = (): void => {
  const line = unsuitable(process.versions.node);
  if (line === undefined) return;
  console.error(line);
  process.exit(1);
};
