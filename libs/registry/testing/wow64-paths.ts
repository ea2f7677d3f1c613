import fc from 'fast-check';

/** Components of the WOW64 table and its links, in more than one case. */
export const WOW64_NAMES = [
  'SOFTWARE',
  'software',
  'Classes',
  'CLASSES',
  'CLSID',
  'AppId',
  'appid',
  'Typelib',
  'PROTOCOLS',
  'Wow6432Node',
  'WOW6432NODE',
  'Microsoft',
  'SystemCertificates',
  'Windows',
  'CurrentVersion',
  'Setup',
  'Policies',
  'Contoso',
  'SYSTEM',
  'CurrentControlSet',
  'ControlSet001',
  'Services',
] as const;

const component = fc.constantFrom(...WOW64_NAMES);
const below = (...parents: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...parents), fc.array(component, { maxLength: 3 }))
    .map(([parent, components]) => [parent, ...components].join('\\'));

/** A path in either spelling, mostly one at which the views differ. */
export const wow64Path: fc.Arbitrary<string> = fc.oneof(
  fc.array(component, { minLength: 1, maxLength: 4 }).map((components) => components.join('\\')),
  below('SOFTWARE', 'SOFTWARE\\Classes', 'Software\\classes\\Wow6432Node', 'SYSTEM'),
  below('SOFTWARE\\Wow6432Node', 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion'),
);
