/**
 * The one v86 release whose private parts this folder relies on. `test/machine/v86-contract.test.ts` fails when
 * the package, the names used here or the state's header differ: read it before an upgrade.
 */
export const V86_VERSION = "0.5.462";

/** Identifies states that can be exchanged: the emulator and its release. */
export const V86_BUILD = `v86 ${V86_VERSION}`;

/** First word of a v86 state, little endian. */
export const V86_STATE_MAGIC = 0x86768676;
/** Second word of a v86 state. */
export const V86_STATE_VERSION = 6;
/** Bytes of a v86 state's header: magic, version, whole length, length of the JSON block. */
export const V86_STATE_HEADER_BYTES = 16;
