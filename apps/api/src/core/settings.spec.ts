import { describe, expect, test } from '@jest/globals';

import { readSettings, WrongSetting } from './settings.js';

describe('the settings', () => {
  test('have defaults for everything', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 2180,
      data: './data',
      cluster: 'tidemark',
      masterKeyFile: 'data/master.key',
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
      TIDEMARK_PORT: '0',
      TIDEMARK_DATA: '/srv/tidemark',
      TIDEMARK_CLUSTER: 'prod_1',
      TIDEMARK_PROFILE: '2022',
      TIDEMARK_LOG_LEVEL: 'debug',
      TIDEMARK_MAX_UPLOADS: '2',
      TIDEMARK_MAX_UPLOAD_BYTES: '1048576',
    };
    expect(readSettings(env)).toEqual({
      host: '0.0.0.0',
      port: 0,
      data: '/srv/tidemark',
      cluster: 'prod_1',
      masterKeyFile: '/srv/tidemark/master.key',
      profile: '2022',
      logLevel: 'debug',
      maxUploads: 2,
      maxUploadBytes: 1_048_576,
    });
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is loopback', (host) => {
    expect(readSettings({ TIDEMARK_HOST: host }).host).toBe(host);
  });

  test.each([
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
  ])('%s=%s stops the start with one line that says why', (name, value, reason) => {
    const read = (): unknown => readSettings({ [name]: value });
    expect(read).toThrow(WrongSetting);
    expect(read).toThrow(name);
    expect(read).toThrow(reason);
    expect(read).not.toThrow(/\n/);
  });
});
