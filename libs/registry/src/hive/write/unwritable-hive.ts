/** A key that can't be written as a hive of the wanted form. Nothing was written. */
export class UnwritableHive extends Error {
  override readonly name = 'UnwritableHive';
}
