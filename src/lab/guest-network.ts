import type { GuestAgent } from "../machine/guest-agent.ts";
import type { Machine, NetworkSocket } from "../machine/machine.ts";

const LIMIT_MS = 8_000;
/** Cards' addresses that were made by Strata or by v86, and not chosen by somebody in the guest. */
const MADE = /^(02:53|00:22:15):/;

/**
 * A guest that was restored from another machine's memory (the prepared start, a snapshot from a file, one of an earlier
 * version of Strata) has that machine's addresses. Two on one network would be in each other's way: so the guest is asked,
 * through its agent, to give its card this machine's address and to ask for another one. A guest without an agent keeps what
 * it has, and so does one whose card was given an address by somebody in it.
 */
export async function tendNetwork(
  agent: GuestAgent | null,
  machine: Machine | null,
  socket: NetworkSocket,
): Promise<void> {
  const mac = machine?.mac ?? null;
  if (agent === null || mac === null || mac === socket.mac || !MADE.test(mac)) return;
  try {
    await agent.exec(commandFor(socket.mac), { timeoutMs: LIMIT_MS });
  } catch {
    // Another system, a broken one, or none any more: it keeps what it has.
  }
}

/** The card can't take another address while it is up. */
const commandFor = (mac: string): string =>
  [
    "ip link set eth0 down",
    `ip link set eth0 address ${mac}`,
    "ip link set eth0 up",
    "udhcpc -i eth0 -q -n -t 3 -T 1 -s /usr/share/udhcpc/default.script",
  ].join(" && ");
