import { reasonOf } from '#event-store';

import { readArguments, WrongArguments } from './arguments.js';
import { verifyFile } from './verify-file.js';

const [OF_FAULTS, OF_ARGUMENTS] = [1, 2];

try {
  const asked = readArguments(process.argv.slice(2));
  const faults = await verifyFile(asked);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) {
    console.error(`${asked.file} is damaged: ${faults.length} faults`);
    process.exitCode = OF_FAULTS;
  } else {
    const keys = asked.key === undefined ? '; sealed keys were not opened' : '';
    console.log(`${asked.file} is whole: every hash is right${keys}`);
  }
} catch (error) {
  console.error(reasonOf(error));
  process.exitCode = error instanceof WrongArguments ? OF_ARGUMENTS : OF_FAULTS;
}
