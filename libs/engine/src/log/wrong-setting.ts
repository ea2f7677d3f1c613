import { filesOf, parseConnectionString, WrongConnectionString } from '#event-store-esdb';

/** A setting that stops the start; its message is the one line that names the setting and the reason. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting';
}

/**
 * Checks an EventStoreDB connection string and the files that it names. The string may hold a
 * password; no message shows it.
 *
 * @throws WrongSetting
 */
export const checkConnectionString = (url: string): void => {
  try {
    filesOf(parseConnectionString(url));
  } catch (error) {
    throw settingNamed(error);
  }
};

/** A WrongSetting that names EVENTSTORE_URL in place of a wrong connection string; else the error itself. */
export const settingNamed = (error: unknown): unknown =>
  error instanceof WrongConnectionString
    ? new WrongSetting(`EVENTSTORE_URL ${error.message}`)
    : error;
