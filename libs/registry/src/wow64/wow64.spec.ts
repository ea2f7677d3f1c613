import { describe, expect, test } from '@jest/globals';

import { effectiveKey, isSharedKey, mentionsWow6432Node } from './wow64.js';

const under = (parent: string, names: string): readonly string[] =>
  names.split(', ').map((name) => `${parent}\\${name}`);

/** Typed a second time from "Registry Keys Affected by WOW64". */
const SHARED = [
  ...under('SOFTWARE', 'Classes, Clients, Policies, RegisteredApplications'),
  ...under('SOFTWARE\\Classes', 'Appid, HCP, .txt, TypeLib, Protocols'),
  ...under(
    'SOFTWARE\\Microsoft',
    'COM3, Cryptography\\Calais\\Current, Cryptography\\Calais\\Readers, Cryptography\\Services, ' +
      'CTF\\SystemShared, CTF\\TIP, DFS, Driver Signing, EnterpriseCertificates, EventSystem, ' +
      'MSMQ, Non-Driver Signing, Notepad\\DefaultFonts, OLE, RAS, RPC, Shared Tools\\MSInfo, ' +
      'SystemCertificates, TermServLicensing, TransactionServer',
  ),
  ...under(
    'SOFTWARE\\Microsoft\\Windows\\CurrentVersion',
    'App Paths, Control Panel\\Cursors\\Schemes, Explorer\\AutoplayHandlers, ' +
      'Explorer\\DriveIcons, Explorer\\KindMap, Group Policy, Policies, PreviewHandlers, Setup, ' +
      'Telephony\\Locations',
  ),
  ...under(
    'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
    'Console, FontDpi, FontLink, FontMapper, Fonts, FontSubstitutes, Gre_Initialize, ' +
      'Image File Execution Options, Language Pack, NetworkCards, Perflib, Ports, Print, ' +
      'ProfileList, Time Zones',
  ),
  'SYSTEM',
  'SYSTEM\\ControlSet001\\Services',
  'HARDWARE',
  'SAM',
  'SECURITY',
];

const REDIRECTED: readonly (readonly [key: string, physical: string])[] = [
  ['SOFTWARE', 'SOFTWARE\\Wow6432Node'],
  ['SOFTWARE\\Contoso', 'SOFTWARE\\Wow6432Node\\Contoso'],
  ['SOFTWARE\\Classes2', 'SOFTWARE\\Wow6432Node\\Classes2'],
  ['SOFTWARE\\Microsoft', 'SOFTWARE\\Wow6432Node\\Microsoft'],
  ['SOFTWARE\\Microsoft\\Cryptography', 'SOFTWARE\\Wow6432Node\\Microsoft\\Cryptography'],
  [
    'SOFTWARE\\Microsoft\\Cryptography\\Calais',
    'SOFTWARE\\Wow6432Node\\Microsoft\\Cryptography\\Calais',
  ],
  ['SOFTWARE\\Microsoft\\CTF', 'SOFTWARE\\Wow6432Node\\Microsoft\\CTF'],
  [
    'SOFTWARE\\Microsoft\\Windows\\CurrentVersion',
    'SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion',
  ],
  ['SOFTWARE\\Microsoft\\Policies', 'SOFTWARE\\Wow6432Node\\Microsoft\\Policies'],
  ...under('', 'CLSID, DirectShow, Interface, Media Type, MediaFoundation').map(
    (name) => [`SOFTWARE\\Classes${name}`, `SOFTWARE\\Classes\\Wow6432Node${name}`] as const,
  ),
];

describe('in the 32-bit view', () => {
  test.each(REDIRECTED)('%s is %s', (key, physical) => {
    expect(effectiveKey(key, '32-bit')).toBe(physical);
    expect(effectiveKey(`${key}\\a\\B`, '32-bit')).toBe(`${physical}\\a\\B`);
    expect(isSharedKey(key)).toBe(false);
  });

  test.each(SHARED)('%s is the key of the 64-bit view', (key) => {
    expect(effectiveKey(key, '32-bit')).toBe(key);
    expect(isSharedKey(key.toLowerCase())).toBe(true);
    if (!key.startsWith('SOFTWARE\\Classes')) expect(isSharedKey(`${key}\\CLSID`)).toBe(true);
  });

  test.each([
    'SOFTWARE\\Wow6432Node\\Contoso',
    'software\\WOW6432node',
    'SOFTWARE\\Classes\\Wow6432Node\\CLSID',
  ])('%s was redirected by its writer, and stays', (key) => {
    expect(effectiveKey(key, '32-bit')).toBe(key);
  });
});

describe('in the 64-bit view', () => {
  test.each([...REDIRECTED.map(([key]) => key), ...SHARED])('%s leads to itself', (key) => {
    expect(effectiveKey(key, '64-bit')).toBe(key);
  });
});

describe.each(['64-bit', '32-bit'] as const)('in the %s view a link leads', (view) => {
  test.each([
    ['SYSTEM\\CurrentControlSet', 'SYSTEM\\ControlSet001'],
    ['system\\currentcontrolset\\Services\\x', 'SYSTEM\\ControlSet001\\Services\\x'],
    ['SYSTEM\\CurrentControlSet2', 'SYSTEM\\CurrentControlSet2'],
    ['SOFTWARE\\Wow6432Node\\Classes', 'SOFTWARE\\Classes\\Wow6432Node'],
    ['SOFTWARE\\Wow6432Node\\Classes\\CLSID\\{1}', 'SOFTWARE\\Classes\\Wow6432Node\\CLSID\\{1}'],
    ['SOFTWARE\\Wow6432Node\\Classes\\appid\\{1}', 'SOFTWARE\\Classes\\AppId\\{1}'],
    ['SOFTWARE\\Classes\\Wow6432Node\\AppId', 'SOFTWARE\\Classes\\AppId'],
    ['SOFTWARE\\Classes\\Wow6432Node\\PROTOCOLS\\x', 'SOFTWARE\\Classes\\PROTOCOLS\\x'],
    ['SOFTWARE\\Classes\\Wow6432Node\\Typelib', 'SOFTWARE\\Classes\\Typelib'],
    ['SOFTWARE\\Classes\\Wow6432Node\\TypelibX', 'SOFTWARE\\Classes\\Wow6432Node\\TypelibX'],
  ])('from %s to %s', (key, physical) => {
    expect(effectiveKey(key, view)).toBe(physical);
  });
});

test("the caller's spelling stays if the key leads to itself", () => {
  expect(effectiveKey('Software\\contoso\\APP', '32-bit')).toBe(
    'Software\\Wow6432Node\\contoso\\APP',
  );
  expect(effectiveKey('sOFTWARE\\classes\\clsid', '32-bit')).toBe(
    'sOFTWARE\\classes\\Wow6432Node\\clsid',
  );
  expect(effectiveKey('', '32-bit')).toBe('');
});

test.each([
  ['SOFTWARE\\Wow6432Node', true],
  ['software\\wow6432node\\Contoso', true],
  ['SOFTWARE\\Classes\\Wow6432Node\\CLSID', true],
  ['SOFTWARE\\Wow6432Node\\Classes', true],
  ['SOFTWARE\\Contoso\\Wow6432Node', false],
  ['SOFTWARE\\Classes', false],
  ['SYSTEM\\Wow6432Node', false],
  ['', false],
])('%j goes through Wow6432Node: %s', (key, expected) => {
  expect(mentionsWow6432Node(key)).toBe(expected);
});
