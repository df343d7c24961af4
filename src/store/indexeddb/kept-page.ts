export interface KeptPageOptions {
  /** Lets other pages write. */
  readonly yieldStore: () => void;
  /** Makes this page the one that writes again. Rejects when another page has the store, or has written meanwhile. */
  readonly takeBack: () => Promise<void>;
  /** It could not be taken back. */
  readonly lost: () => void;
}

/**
 * A page that the browser keeps in its history, frozen, to show it again at once, must not hold the store meanwhile: it
 * yields it, and takes it back when it is shown again and nobody else has written. The returned function ends this.
 */
export function yieldWhileKept({ yieldStore, takeBack, lost }: KeptPageOptions): () => void {
  const handleHide = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) yieldStore();
  };
  const handleShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) takeBack().catch(lost);
  };
  addEventListener("pagehide", handleHide);
  addEventListener("pageshow", handleShow);
  return () => {
    removeEventListener("pagehide", handleHide);
    removeEventListener("pageshow", handleShow);
  };
}
