import { describe, expect, test } from '@jest/globals';

import { newClient } from './client.js';
import {
  parseConnectionString,
  WrongConnectionString,
  type ConnectionString,
} from './connection-string.js';

const host = (address: string, port = 2113): object => ({ address, port });

describe('a connection string', () => {
  test.each<[string, Partial<ConnectionString> | object]>([
    ['esdb://localhost', { hosts: [host('localhost')] }],
    ['esdb://localhost:2114/', { hosts: [host('localhost', 2114)] }],
    ['esdb://a,b_c.d:1,127.0.0.1', { hosts: [host('a'), host('b_c.d', 1), host('127.0.0.1')] }],
    ['esdb+discover://cluster.example', { discovers: true, hosts: [host('cluster.example')] }],
    ['esdb://admin:changeit@h', { credentials: { username: 'admin', password: 'changeit' } }],
    ['esdb://a%40b:c%3A%2F%3f%25@h', { credentials: { username: 'a@b', password: 'c:/?%' } }],
    ['esdb://a:b:c/d#e@h/?tls=true', { credentials: { username: 'a', password: 'b:c/d#e' } }],
    ['esdb://h?tls=false', { parameters: { tls: false } }],
    ['esdb://h?TLS=true&tlscafile=a%20b', { parameters: { tls: true, tlsCAFile: 'a b' } }],
    ['esdb://h?tls-verify_cert=true', { parameters: { tlsVerifyCert: true } }],
    ['esdb://h?nodePreference=Leader', { parameters: { nodePreference: 'leader' } }],
    [
      'esdb://h?nodePreference=readOnlyReplica',
      { parameters: { nodePreference: 'read_only_replica' } },
    ],
    [
      'esdb://h?keepAliveInterval=-1&keepAliveTimeout=0&defaultDeadline=5000&discoveryInterval=100',
      {
        parameters: {
          keepAliveInterval: -1,
          keepAliveTimeout: 0,
          defaultDeadline: 5000,
          discoveryInterval: 100,
        },
      },
    ],
    [
      'esdb://h?maxDiscoverAttempts=3&gossipTimeout=2&throwOnAppendFailure=true&connectionName=x%26y',
      {
        parameters: {
          maxDiscoverAttempts: 3,
          gossipTimeout: 2,
          throwOnAppendFailure: true,
          connectionName: 'x&y',
        },
      },
    ],
    [
      'esdb://h?userCertFile=a&userKeyFile=b',
      { parameters: { userCertFile: 'a', userKeyFile: 'b' } },
    ],
  ])('%s is taken apart', (url, parts) => {
    expect(parseConnectionString(url)).toMatchObject(parts);
  });

  test('has a user and parameters only if they are given', () => {
    expect(parseConnectionString('esdb://h')).toEqual({
      discovers: false,
      hosts: [host('h')],
      parameters: {},
    });
  });
});

const SECRET = 'hunter2-Zq';

/** The one-line reason why a connection string is wrong. */
const reasonOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(WrongConnectionString);
    return (error as Error).message;
  }
  throw new Error('nothing went wrong');
};

describe('a malformed string', () => {
  test.each([
    '',
    ' esdb://admin:PASSWORD@localhost:2113',
    'esdb://admin:PASSWORD@localhost:2113\n',
    'esdb://',
    'esdb+discover://',
    'esdb+other://admin:PASSWORD@localhost',
    'esdb://admin:PASSWORD@localhost:2113?foo=bar',
    'esdb://admin:PASSWORD@localhost:2113?tls=false&nodePrefrence=leader',
    'esdb://admin:PASSWORD@localhost:2113?tls=flase',
    'esdb://admin:PASSWORD@localhost:2113?tlsVerifyCert=false',
    'esdb://admin:PASSWORD@localhost:2113?nodePreference=boss',
    'esdb://admin:PASSWORD@localhost:2113?keepAliveInterval=soon',
    'esdb://admin:PASSWORD@localhost:2113?keepAliveInterval=-2',
    'esdb://admin:PASSWORD@localhost:2113?tls',
    'esdb://admin:PASSWORD@localhost:2113?tls=',
    'esdb://admin:PASSWORD@localhost:2113?tls=false&tls=false',
    'esdb://admin:PASSWORD@localhost:2113?tls=false?foo=bar',
    'esdb://admin:PASSWORD@localhost:2113?',
    'esdb://admin:PASSWORD@localhost:2113?tlsCAFile=%zz',
    'esdb://admin:PASSWORD@localhost:2113&tls=false',
    'esdb://admin:PASSWORD@localhost:2113#tls=false',
    'esdb://admin:PASSWORD@localhost:port',
    'esdb://admin:PASSWORD@localhost:65536',
    'esdb://admin:PASSWORD@[::1]:2113',
    'esdb://admin:PASSWORD@a,,b',
    'esdb://admin:PASSWORD@local host',
    'esdb://admin:PASSWORD@',
    'esdb://admin:PASSWORD',
    'esdb://admin:x@PASSWORD@localhost:2113',
    'esdb://admin:x?PASSWORD@localhost:2113',
    'esdb://admin:x?a=PASSWORD&b=@localhost:2113',
    'esdb://admin:%zzPASSWORD@localhost:2113',
    'esdb://:PASSWORD@localhost:2113',
    'esdb://PASSWORD@localhost:2113',
    'esdb+discover://admin:PASSWORD@a,b',
    'ESDB://admin:PASSWORD@localhost:2113',
    'edsb://admin:PASSWORD@localhost:2113',
    'http://admin:PASSWORD@localhost:2113',
    'esdb:/admin:PASSWORD@localhost:2113',
    'esdb:admin:PASSWORD@localhost:2113',
    'admin:PASSWORD@localhost:2113',
    '//admin:PASSWORD@localhost:2113',
    'esdb://admin:PASSWORD@localhost:2113?userCertFile=/nowhere',
  ])('is refused without its password in the message: %j', (url) => {
    const reason = reasonOf(() => parseConnectionString(url.replaceAll('PASSWORD', SECRET)));
    expect(reason).toMatch(/^has .*$/);
    expect(reason).not.toContain('hunter2');
    expect(reason).not.toContain(SECRET);
  });

  test.each([
    'esdb://admin:PASSWORD@localhost:2113?tlsCAFile=/nowhere',
    'esdb://admin:PASSWORD@localhost:2113?userCertFile=/nowhere&userKeyFile=/nowhere',
  ])('is refused if it names missing files: %s', (url) => {
    const place = parseConnectionString(url.replaceAll('PASSWORD', SECRET));
    const reason = reasonOf(() => newClient(place));
    expect(reason).toMatch(/^has (tlsCAFile|userCertFile), which is no file that can be read$/);
  });

  test.each<[string, RegExp]>([
    ['esdb://h?foo=bar', /unknown parameter "foo": there are tls, /],
    ['esdb://h?f00=bar', /unknown parameter: there are tls, /],
    ['esdb://h?tls=flase', /has tls, which has to be true or false/],
    ['esdb://h?keepAliveTimeout=1.5', /has keepAliveTimeout, which .* -1 or more/],
    ['esdb://h?maxDiscoverAttempts=0', /has maxDiscoverAttempts, which .* 1 or more/],
    ['esdb://h?nodePreference=boss', /one of leader, follower, read_only_replica, random/],
    ['esdb://h?tlsVerifyCert=false', /tlsCAFile/],
    ['esdb://h?tls=true&TLS=true', /has tls more than once/],
    ['esdb://a:b@c@h', /percent-encoded/],
  ])('%s: the reason is in the message', (url, reason) => {
    expect(reasonOf(() => parseConnectionString(url))).toMatch(reason);
  });
});
