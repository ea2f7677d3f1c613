/** The form of a 64-bit key for 32-bit programs: a copy of its own, or the same key. */
export type Sharing = 'redirected' | 'shared';

const CLASSES = 'SOFTWARE\\Classes';
const MICROSOFT = 'SOFTWARE\\Microsoft';
const WINDOWS = `${MICROSOFT}\\Windows\\CurrentVersion`;
const WINDOWS_NT = `${MICROSOFT}\\Windows NT\\CurrentVersion`;

const below = (parent: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${parent}\\${name}`);

/** The five redirected keys below the shared SOFTWARE\Classes. */
export const REDIRECTED_CLASSES = below(
  CLASSES,
  'CLSID',
  'DirectShow',
  'Interface',
  'Media Type',
  'MediaFoundation',
);

/**
 * The table of Windows Server 2008 R2 and later. A key that is not in the table takes the row of
 * its nearest ancestor there; without such an ancestor it is shared.
 *
 * @see "Registry Keys Affected by WOW64", Microsoft
 */
export const SHARING: readonly (readonly [key: string, sharing: Sharing])[] = [
  ['SOFTWARE', 'redirected'],
  ...REDIRECTED_CLASSES.map((key) => [key, 'redirected'] as const),
  ...[
    ...below('SOFTWARE', 'Classes', 'Clients', 'Policies', 'RegisteredApplications'),
    ...below(CLASSES, 'Appid', 'HCP'),
    ...below(
      MICROSOFT,
      'COM3',
      'Cryptography\\Calais\\Current',
      'Cryptography\\Calais\\Readers',
      'Cryptography\\Services',
      'CTF\\SystemShared',
      'CTF\\TIP',
      'DFS',
      'Driver Signing',
      'EnterpriseCertificates',
      'EventSystem',
      'MSMQ',
      'Non-Driver Signing',
      'Notepad\\DefaultFonts',
      'OLE',
      'RAS',
      'RPC',
      'Shared Tools\\MSInfo',
      'SystemCertificates',
      'TermServLicensing',
      'TransactionServer',
    ),
    ...below(
      WINDOWS,
      'App Paths',
      'Control Panel\\Cursors\\Schemes',
      'Explorer\\AutoplayHandlers',
      'Explorer\\DriveIcons',
      'Explorer\\KindMap',
      'Group Policy',
      'Policies',
      'PreviewHandlers',
      'Setup',
      'Telephony\\Locations',
    ),
    ...below(
      WINDOWS_NT,
      'Console',
      'FontDpi',
      'FontLink',
      'FontMapper',
      'Fonts',
      'FontSubstitutes',
      'Gre_Initialize',
      'Image File Execution Options',
      'Language Pack',
      'NetworkCards',
      'Perflib',
      'Ports',
      'Print',
      'ProfileList',
      'Time Zones',
    ),
  ].map((key) => [key, 'shared'] as const),
];

/**
 * Symbolic links, each with its target. The control set in use is ControlSet001.
 *
 * @see "Registry Keys Affected by WOW64", Microsoft; KB 316772
 */
export const LINKS: readonly (readonly [link: string, target: string])[] = [
  ['SYSTEM\\CurrentControlSet', 'SYSTEM\\ControlSet001'],
  ['SOFTWARE\\Wow6432Node\\Classes', `${CLASSES}\\Wow6432Node`],
  [`${CLASSES}\\Wow6432Node\\AppId`, `${CLASSES}\\AppId`],
  [`${CLASSES}\\Wow6432Node\\PROTOCOLS`, `${CLASSES}\\PROTOCOLS`],
  [`${CLASSES}\\Wow6432Node\\Typelib`, `${CLASSES}\\Typelib`],
];
