/** Scan codes of set 1 for a US keyboard (IBM PC/AT Technical Reference), as v86's PS/2 controller takes them. */

const SHIFT = 0x2a;
const CONTROL = 0x1d;
const ALT = 0x38;
const EXTENDED = 0xe0;
const DELETE = 0x53;
/** Added to a key's code when it is let go. */
const RELEASED = 0x80;

/** Keys by row: the first character without shift, the second with it, and the code of the row's first key. */
const ROWS: readonly (readonly [plain: string, shifted: string, firstCode: number])[] = [
  ["1234567890-=", "!@#$%^&*()_+", 0x02],
  ["qwertyuiop[]", "QWERTYUIOP{}", 0x10],
  ["asdfghjkl;'`", 'ASDFGHJKL:"~', 0x1e],
  ["\\zxcvbnm,./", "|ZXCVBNM<>?", 0x2b],
];

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["\x1b", 0x01],
  ["\b", 0x0e],
  ["\x7f", 0x0e],
  ["\t", 0x0f],
  ["\n", 0x1c],
  ["\r", 0x1c],
  [" ", 0x39],
]);

/**
 * The scan codes that press and release the key of one character. Control characters are typed with the control
 * key held, so that "\x03" is Ctrl+C. Null for a character that a US keyboard doesn't have.
 */
export function scanCodesOf(character: string): readonly number[] | null {
  const special = SPECIAL.get(character);
  if (special !== undefined) return press(special);
  const controlLetter = String.fromCharCode(character.charCodeAt(0) + 0x60);
  if (controlLetter >= "a" && controlLetter <= "z") {
    return [CONTROL, ...(scanCodesOf(controlLetter) ?? []), CONTROL | RELEASED];
  }
  for (const [plain, shifted, firstCode] of ROWS) {
    if (plain.includes(character)) return press(firstCode + plain.indexOf(character));
    if (shifted.includes(character)) {
      return [SHIFT, ...press(firstCode + shifted.indexOf(character)), SHIFT | RELEASED];
    }
  }
  return null;
}

/** Ctrl+Alt+Delete, pressed and released. */
export const CONTROL_ALT_DELETE: readonly number[] = [
  CONTROL,
  ALT,
  EXTENDED,
  DELETE,
  EXTENDED,
  DELETE | RELEASED,
  ALT | RELEASED,
  CONTROL | RELEASED,
];

/** Codes of the keys with a prefix: Enter and / of the number pad, right control and alt, the arrows' block, the meta keys. */
const EXTENDED_KEYS = [
  0x1c, 0x1d, 0x35, 0x38, 0x47, 0x48, 0x49, 0x4b, 0x4d, 0x4f, 0x50, 0x51, 0x52, 0x53, 0x5b, 0x5c, 0x5d,
];
/** The last key without a prefix: F12. */
const LAST_KEY = 0x58;

/**
 * Lets go of every key that a keyboard has. The left shift key is pressed first: a guest that does not know it to be down
 * takes the code of its release for that of a keyboard which was just plugged in (Linux's atkbd), and starts it anew.
 */
export const RELEASE_EVERY_KEY: readonly number[] = [
  ...press(SHIFT),
  ...Array.from({ length: LAST_KEY }, (_, before) => before + 1)
    .filter((code) => code !== SHIFT)
    .map((code) => code | RELEASED),
  ...EXTENDED_KEYS.flatMap((code) => [EXTENDED, code | RELEASED]),
];

function press(code: number): readonly number[] {
  return [code, code | RELEASED];
}
