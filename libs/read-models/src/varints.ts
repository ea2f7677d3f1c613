const [BASE, CONTINUED] = [0x80, 0x80];

/** Whole numbers from 0, in as few bytes each as seven bits a byte allow. */
export const packed = (numbers: readonly number[]): Uint8Array => {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number;
    for (; rest >= BASE; rest = Math.floor(rest / BASE)) bytes.push((rest % BASE) | CONTINUED);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
};

/** The numbers of packed bytes. */
export const unpacked = (bytes: Uint8Array): number[] => {
  const numbers: number[] = [];
  let [number, unit] = [0, 1];
  for (const byte of bytes) {
    if (byte >= CONTINUED) {
      number += (byte - CONTINUED) * unit;
      unit *= BASE;
      continue;
    }
    numbers.push(number + byte * unit);
    number = 0;
    unit = 1;
  }
  return numbers;
};
