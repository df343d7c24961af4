/** Waits until `isTrue` says so; throws after `attempts` turns of the event loop. */
export async function eventually(
  isTrue: () => Promise<boolean> | boolean,
  what: string,
  attempts = 200,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await isTrue()) return;
    await nextTurn();
  }
  throw new Error(`Wait until ${what}: not so after ${attempts} turns of the event loop`);
}

/** Lets everything run that waits only for promises. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
