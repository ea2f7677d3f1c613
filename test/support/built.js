import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const STAMP = resolve(ROOT, 'dist/built.sha256');
/** What the server, its document and the client are made of; the last says what was built last. */
const SOURCES = [
  '{apps,libs}/**/*.ts',
  '{package,package-lock,nest-cli,tsconfig,tsconfig.build}.json',
  'dist/tsconfig.build.tsbuildinfo',
];
const MADE = [
  'dist/apps/api/src/main.js',
  ...['openapi.generated.json', 'client.generated.ts'].map((name) => `test/e2e/${name}`),
];
const isTest = (path) => /\.spec\.ts$|\/testing\//.test(path);

const digest = () => {
  const hash = createHash('sha256');
  const paths = globSync(SOURCES, { cwd: ROOT, exclude: ['**/node_modules'] }).toSorted();
  for (const path of paths.filter((each) => !isTest(each)))
    hash.update(`${path}\0`).update(readFileSync(resolve(ROOT, path)));
  return hash.digest('hex');
};

const isBuilt = () =>
  [STAMP, ...MADE].every((path) => existsSync(resolve(ROOT, path))) &&
  readFileSync(STAMP, 'utf8') === digest();

/** Builds the server and the client, unless what is there was built from the same sources. */
export default function build() {
  if (isBuilt()) return;
  // What it says goes where no report of Jest goes.
  execSync('npm run --silent client', { cwd: ROOT, stdio: ['ignore', 2, 2] });
}

// `npm run client` ends with this.
if (process.argv[1] === import.meta.filename) writeFileSync(STAMP, digest());
