/**
 * Tells `listener` when the page may be on its way out, before others hear of it, and when it is back after all. The
 * returned function ends this. Without a window (in a worker) nothing is ever told.
 */
export function onLeaving(listener: (isLeaving: boolean) => void): () => void {
  const handleHide = (): void => listener(true);
  const handleShow = (): void => listener(false);
  addEventListener("pagehide", handleHide, { capture: true });
  addEventListener("pageshow", handleShow, { capture: true });
  return () => {
    removeEventListener("pagehide", handleHide, { capture: true });
    removeEventListener("pageshow", handleShow, { capture: true });
  };
}
