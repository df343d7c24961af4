import { StrataError } from "../core/strata-error.ts";
import type { Room } from "./room.ts";

/**
 * Commits; each time that the storage is too full for it one of `waysOut` is taken, which resolve with whether they gave
 * space back, and the commit tried again. A browser may take a moment to count what was given back, and is given it.
 * Rejects as `commit` does, in the end with `storage-full`.
 */
export async function commitMakingRoom(
  commit: () => Promise<void>,
  waysOut: readonly (() => Promise<boolean>)[],
  room: Room,
): Promise<void> {
  const left = [...waysOut];
  let wasGivenBack = false;
  for (let turn = 0; ; ) {
    try {
      await commit();
      return;
    } catch (cause) {
      if (!(cause instanceof StrataError) || cause.code !== "storage-full") throw cause;
      await room.noteRefusal();
      let isThereRoom = false;
      while (!isThereRoom && left.length > 0) isThereRoom = (await left.shift()?.()) ?? false;
      wasGivenBack ||= isThereRoom;
      if (isThereRoom) continue;
      if (!wasGivenBack || !(await room.waitForCount(turn++))) throw cause;
    }
  }
}
