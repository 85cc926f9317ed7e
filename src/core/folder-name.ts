/**
 * Whether a text may become the name of a folder or file on every system: up to 64 ASCII letters, digits, `_`, `.` and `-`, beginning
 * with a letter or digit, not ending with a dot, and none of the names that Windows keeps for devices. So no path, nothing invisible.
 */
export const isFolderName = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text) && !DEVICE.test(text) && !text.endsWith('.')

const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
