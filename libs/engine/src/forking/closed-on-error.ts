/** The result of work with something open, which is closed if the work fails. */
export const closedOnError = <Result>(
  open: Readonly<{ close: () => void }>,
  work: () => Result,
): Result => {
  try {
    return work();
  } catch (error) {
    open.close();
    throw error;
  }
};
