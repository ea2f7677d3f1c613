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
  withSettingNamed(() => filesOf(parseConnectionString(url)));
};

/** Runs work that parses the connection string. @throws WrongSetting that names EVENTSTORE_URL */
export const withSettingNamed = <Result>(work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WrongConnectionString)) throw error;
    throw new WrongSetting(`EVENTSTORE_URL ${error.message}`);
  }
};
