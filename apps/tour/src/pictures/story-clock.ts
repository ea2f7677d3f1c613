import { type Page, type Route } from 'playwright-core';

/** The instant at which the story begins in every picture. */
const BEGIN = Date.parse('2026-02-03T04:05:00.000Z');
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;
const RECORDED_AT = 'tidemark-recorded-at';

/**
 * Shows a page the answers of the API as if the story had begun at another time, so that pictures of
 * two days are alike.
 *
 * @param first the time of the first event
 */
export const setStoryClock = async (page: Page, first: Date): Promise<void> => {
  const shift = BEGIN - first.getTime();
  const shifted = (text: string): string =>
    text.replaceAll(INSTANT, (instant) => new Date(Date.parse(instant) + shift).toISOString());
  const answer = async (route: Route): Promise<void> => {
    const response = await route.fetch();
    const headers = response.headers();
    const recordedAt = headers[RECORDED_AT];
    await route.fulfill({
      response,
      headers: {
        ...headers,
        ...(recordedAt !== undefined && { [RECORDED_AT]: shifted(recordedAt) }),
      },
      body: shifted(await response.text()),
    });
  };
  await page.route('**/v1/**', (route) =>
    // The stream of events never ends, and the page reads no time in it.
    route.request().url().endsWith('/events/stream') ? route.continue() : answer(route),
  );
  await page.clock.setFixedTime(Date.now() + shift);
};
