import { type Locator, type Page } from 'playwright-core';

/** A mark of a lane on the page: the position of its event, and its kind. */
export type PageMark = Readonly<{ position: string; kind: string }>;

/** The marks of a lane, those that share a place one by one, in the order of the log. */
export const marksOf = async (page: Page, lane: string): Promise<readonly PageMark[]> => {
  const script = `[...document.querySelectorAll('[data-mark="${lane}"]')].map((mark) => [
    mark.dataset.positions.split(' '), mark.dataset.kinds.split(' ')])`;
  const places = await page.evaluate<[string[], string[]][]>(script);
  return places
    .flatMap(([positions, kinds]) =>
      positions.map((position, index) => ({ position, kind: kinds[index] ?? '' })),
    )
    .toSorted((one, other) => Number(one.position) - Number(other.position));
};

/** Waits until the lanes are drawn. */
export const drawn = async (page: Page): Promise<void> => {
  await page.locator('[data-lanes] canvas').first().waitFor();
  await page.locator('[data-failover]').first().waitFor();
};

/** The lanes below the axis, with their place on the screen. */
export const laneBox = async (
  page: Page,
): Promise<Readonly<{ x: number; y: number; width: number; height: number }>> => {
  const box = await page.locator('[data-lanes] [role="img"]').boundingBox();
  if (box === null) throw new Error('the lanes are not drawn');
  return box;
};

export const paramOf = (page: Page, name: string): string | null =>
  new URL(page.url()).searchParams.get(name);

/** Waits until a search parameter of the URL is as it should be. */
export const until = (
  page: Page,
  name: string,
  is: (value: string | null) => boolean,
): Promise<void> => page.waitForURL((url) => is(url.searchParams.get(name)));

/** The mark of an event in a lane. */
export const markAt = (page: Page, lane: string, position: string): Locator =>
  page.locator(`[data-mark="${lane}"][data-positions~="${position}"]`);

/** The events of a log in the order of the log. */
export const eventsOf = async (
  url: string,
  query: string,
): Promise<
  readonly Readonly<{
    position: string;
    type: string;
    recordedAt: string;
    data: Readonly<Record<string, unknown>>;
  }>[]
> => {
  const answer = await fetch(`${url}/v1/events?${query}&limit=1000`);
  const { items } = (await answer.json()) as { items: Awaited<ReturnType<typeof eventsOf>> };
  return items;
};
