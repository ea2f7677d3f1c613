import { describe, expect, test } from '@jest/globals';

import { WrongSetting } from '#engine';
import { USUAL_PATTERNS } from '#registry';

import { readSettings } from './settings.js';

describe('the settings', () => {
  test('have defaults for everything', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      allowedHosts: [],
      port: 2180,
      data: './data',
      cluster: 'tidemark',
      masterKeyFile: 'data/master.key',
      backups: 'data/backups',
      masterKeyIsLost: false,
      redact: USUAL_PATTERNS,
      leaseSeconds: 6,
      profile: '2003',
      logLevel: 'info',
      maxUploads: 8,
      maxUploadBytes: 256 * 1024 * 1024,
    });
  });

  test('are taken from the environment', () => {
    const env = {
      TIDEMARK_HOST: '0.0.0.0',
      TIDEMARK_INSECURE: 'yes',
      TIDEMARK_ALLOWED_HOSTS: 'tidemark.example, Cluster ,a_b.c-d.e1',
      TIDEMARK_PORT: '0',
      TIDEMARK_DATA: '/srv/tidemark',
      TIDEMARK_BACKUPS: '/srv/tidemark/dumps',
      TIDEMARK_CLUSTER: 'prod_1',
      TIDEMARK_PROFILE: '2022',
      TIDEMARK_LOG_LEVEL: 'debug',
      TIDEMARK_MAX_UPLOADS: '2',
      TIDEMARK_MAX_UPLOAD_BYTES: '1048576',
    };
    expect(readSettings(env)).toEqual({
      host: '0.0.0.0',
      allowedHosts: ['tidemark.example', 'cluster', 'a_b.c-d.e1'],
      port: 0,
      data: '/srv/tidemark',
      cluster: 'prod_1',
      masterKeyFile: '/srv/tidemark/master.key',
      backups: '/srv/tidemark/dumps',
      masterKeyIsLost: false,
      redact: USUAL_PATTERNS,
      leaseSeconds: 6,
      profile: '2022',
      logLevel: 'debug',
      maxUploads: 2,
      maxUploadBytes: 1_048_576,
    });
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is loopback', (host) => {
    expect(readSettings({ TIDEMARK_HOST: host }).host).toBe(host);
  });

  test.each(['0.0.0.0', '192.0.2.7', '::', 'tidemark.example'])(
    '%s is beyond loopback, and needs TIDEMARK_INSECURE=yes',
    (host) => {
      const env = { TIDEMARK_HOST: host };
      expect(readSettings({ ...env, TIDEMARK_INSECURE: 'yes' }).host).toBe(host);
      for (const text of [
        undefined,
        '',
        'no',
        'No',
        'YES',
        'Yes',
        'y',
        'true',
        '1',
        ' yes',
        'yes ',
      ])
        expect(() => readSettings({ ...env, TIDEMARK_INSECURE: text })).toThrow(
          /^TIDEMARK_HOST is .*TIDEMARK_INSECURE is "yes"$/,
        );
    },
  );

  test('TIDEMARK_INSECURE changes nothing on loopback', () => {
    for (const text of ['yes', 'no', ''])
      expect(readSettings({ TIDEMARK_INSECURE: text }).host).toBe('127.0.0.1');
  });

  const TEXTS = [
    'TIDEMARK_HOST',
    'TIDEMARK_ALLOWED_HOSTS',
    'TIDEMARK_PORT',
    'TIDEMARK_DATA',
    'TIDEMARK_MASTER_KEY_FILE',
    'TIDEMARK_CLUSTER',
    'TIDEMARK_PROFILE',
    'TIDEMARK_LOG_LEVEL',
    'EVENTSTORE_URL',
  ];

  test.each(TEXTS)('%s must not be empty or have spaces around its text', (name) => {
    const right = name === 'EVENTSTORE_URL' ? 'esdb://localhost:2113' : '2003';
    for (const text of ['', ' ', '\t', ` ${right}`, `${right} `, `${right}\n`])
      expect(() => readSettings({ TIDEMARK_INSECURE: 'yes', [name]: text })).toThrow(WrongSetting);
  });

  test('reads the settings for a new log, a lost master key and the length of a lease', () => {
    const env = {
      TIDEMARK_MASTER_KEY_LOST: 'yes',
      TIDEMARK_NEW_LOG: 'f6d3',
      TIDEMARK_LEASE_SECONDS: '300',
    };
    expect(readSettings(env)).toMatchObject({
      masterKeyIsLost: true,
      newLog: 'f6d3',
      leaseSeconds: 300,
    });
  });

  test.each([
    ['none', []],
    ['', []],
    [' None ', []],
    ['*pin*', ['*pin*']],
    ['a, b c ,*', ['a', 'b c', '*']],
  ])('TIDEMARK_REDACT=%p masks the names %j', (text, redact) => {
    expect(readSettings({ TIDEMARK_REDACT: text })).toMatchObject({ redact });
  });

  test.each([
    ['TIDEMARK_REDACT', 'a,,b', 'empty pattern'],
    ['TIDEMARK_REDACT', '*pin*,none', '"none" among other patterns'],
    ['TIDEMARK_REDACT', 'a'.repeat(65), 'the limit is 64'],
    ['TIDEMARK_REDACT', `a${',a'.repeat(64)}`, '65 patterns'],
    ['TIDEMARK_REDACT', 'a\nb', 'control character'],
    ['TIDEMARK_MASTER_KEY_LOST', 'true', 'no, yes'],
    ['TIDEMARK_LEASE_SECONDS', '1', 'from 2 to 300'],
    ['TIDEMARK_LEASE_SECONDS', '301', 'from 2 to 300'],
    ['TIDEMARK_LEASE_SECONDS', '6.5', 'from 2 to 300'],
    ['TIDEMARK_LEASE_SECONDS', '', 'from 2 to 300'],
    ['TIDEMARK_HOST', 'local host', 'host name'],
    ['TIDEMARK_HOST', '[::1]', 'host name'],
    ['TIDEMARK_HOST', '127.1', 'host name'],
    ['TIDEMARK_HOST', 'localhost:2180', 'host name'],
    ['TIDEMARK_ALLOWED_HOSTS', 'a.example,', '""'],
    ['TIDEMARK_ALLOWED_HOSTS', 'a.example,,b.example', '""'],
    ['TIDEMARK_ALLOWED_HOSTS', 'a.example b.example', '"a.example b.example"'],
    ['TIDEMARK_ALLOWED_HOSTS', 'a.example:2180', 'without ports'],
    ['TIDEMARK_ALLOWED_HOSTS', 'http://a.example', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', '*.example', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', '*', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', '.example', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', 'example.', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', '-a.example', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', 'exämple', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', '127.1', 'host names'],
    ['TIDEMARK_ALLOWED_HOSTS', '0x7f.0x1', 'host names'],
    ['TIDEMARK_HOST', '0.0.0.0', 'TIDEMARK_INSECURE'],
    ['TIDEMARK_HOST', '127.evil.example', 'loopback'],
    ['TIDEMARK_PORT', '65536', 'up to 65535'],
    ['TIDEMARK_PORT', 'http', 'a number'],
    ['TIDEMARK_PORT', '-1', 'a number'],
    ['TIDEMARK_CLUSTER', 'my-cluster', '[a-z0-9_]'],
    ['TIDEMARK_CLUSTER', '', '[a-z0-9_]'],
    ['TIDEMARK_PROFILE', '2008', 'one of 2003, 2022'],
    ['TIDEMARK_LOG_LEVEL', 'loud', 'one of'],
    ['TIDEMARK_MAX_UPLOADS', '0', 'above 0'],
    ['TIDEMARK_MAX_UPLOADS', 'many', 'whole number'],
    ['TIDEMARK_MAX_UPLOAD_BYTES', '1e9', 'whole number'],
    ['TIDEMARK_MAX_UPLOAD_BYTES', '', 'whole number'],
    ['EVENTSTORE_URL', 'http://user:secret@localhost:2113', 'esdb://'],
  ])('%s=%s stops the start with a line that names the reason', (name, value, reason) => {
    const read = (): unknown => readSettings({ [name]: value });
    expect(read).toThrow(WrongSetting);
    expect(read).toThrow(name);
    expect(read).toThrow(reason);
    expect(read).not.toThrow(/\n/);
  });
});
