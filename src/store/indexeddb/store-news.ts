import { Emitter } from "../../core/emitter.ts";

/** The page that writes, as other pages see it. */
export interface WriterNews {
  /** Name of the machine that it has open. */
  readonly machine: string;
  /** Whether that machine has a memory to lose. */
  readonly isOn: boolean;
}

/** What the pages of one store tell each other; none of it is needed for safety. */
export type StoreNews =
  /** The writer has changed machines, snapshots or layers. */
  | { readonly kind: "changed" }
  /** Who writes, and what runs there: told when it changes, and to those who ask. */
  | ({ readonly kind: "writer" } & WriterNews)
  | { readonly kind: "who-writes" };

/** One page's end of the talk about the store called `name`. It does not hear what it says itself. */
export class StoreNewsChannel {
  readonly #channel: BroadcastChannel;
  readonly #news = new Emitter<StoreNews>();
  readonly onNews = this.#news.subscribe;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(`${name}-news`);
    this.#channel.onmessage = ({ data }: MessageEvent<StoreNews>) => this.#news.emit(data);
  }

  tell(news: StoreNews): void {
    this.#channel.postMessage(news);
  }

  close(): void {
    this.#channel.close();
  }
}
