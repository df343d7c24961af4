import { Emitter } from "../../../src/core/emitter.ts";
import { Network } from "../../../src/machine/network/network.ts";
import type { Wire, WireMessage } from "../../../src/machine/network/wire.ts";

/** A wire with as many ends as are asked for, in one process; messages arrive later, as between pages. */
export class MadeWire {
  readonly #said = new Emitter<{ readonly by: Wire; readonly message: WireMessage }>();

  end(): Wire {
    let isClosed = false;
    const wire: Wire = {
      send: (message) => {
        const copy = structuredClone(message);
        queueMicrotask(() => this.#said.emit({ by: wire, message: copy }));
      },
      onMessage: (listener) =>
        this.#said.subscribe(({ by, message }) => {
          if (by !== wire && !isClosed) listener(message);
        }),
      close: () => {
        isClosed = true;
      },
    };
    return wire;
  }
}

/** The network of a page; alone on its wire by default. */
export const madeNetwork = (wire = new MadeWire()): Network =>
  new Network({ wire: wire.end(), randomSequence: () => Math.floor(Math.random() * 2 ** 32) });
