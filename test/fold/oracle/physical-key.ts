/** The physical key of one of the keys of the random requests, as a 64-bit Windows has it. */
export const physicalKey = (key: string, view: string): string => {
  const linked = key.replace('\\CurrentControlSet\\', '\\ControlSet001\\');
  return view === '32-bit' ? linked.replace(/^SOFTWARE\\/, 'SOFTWARE\\Wow6432Node\\') : linked;
};
