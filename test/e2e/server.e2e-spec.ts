import { expect, test } from '@jest/globals';

const url = process.env['EVENTSTORE_URL'];

(url === undefined ? test.skip : test)(
  'all end-to-end tests also run on a real EventStoreDB, at EVENTSTORE_URL',
  () => {
    expect(url).toMatch(/^esdb(\+discover)?:/);
  },
);
