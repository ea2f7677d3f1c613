import { expect, test } from '@jest/globals';

import { loggedUrl } from './logged-url.js';

test.each([
  ['/v1/search?text=hunter2', '/v1/search?text=***'],
  ['/v1/search?node=a&text=hun%3Dter&type=REG_SZ', '/v1/search?node=a&text=***&type=REG_SZ'],
  ['/v1/search?%74ext=hunter2', '/v1/search?%74ext=***'],
  ['/v1/search#TEXT=a=b', '/v1/search#TEXT=***'],
  ['/v1/search?text=', '/v1/search?text=***'],
  ['/v1/nodes/text=a?key=text', '/v1/nodes/text=a?key=text'],
  ['/v1/events?type=NodeAdded', '/v1/events?type=NodeAdded'],
  ['/v1/%zz?%zz=1', '/v1/%zz?%zz=1'],
])('%s is logged as %s', (url, logged) => {
  expect(loggedUrl(url)).toBe(logged);
});
