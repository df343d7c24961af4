/** What a pointer wants of the map. Places are shares of the canvas, 0 to 1. */
export interface PointerWishes {
  point(x: number, y: number): void;
  leave(): void;
  choose(x: number, y: number): void;
  /** Zoom by whole steps, about a place; positive shows more closely. */
  zoom(steps: number, x: number, y: number): void;
  /** Move what is seen by this share of the canvas's height, downwards for positive. */
  drag(height: number): void;
}

/** CSS pixels that a finger or the mouse moves without meaning it. */
const STILL = 6;
/** How much further apart two fingers go for a step of the zoom. */
const PINCH_STEP = 1.5;
/** How far a wheel turns for a step, in CSS pixels. */
const WHEEL_STEP = 60;

/**
 * Listens to mouse, pen, fingers and wheel on the map. The wheel zooms when the map has the focus or Ctrl is down, as
 * trackpads say it for a pinch; otherwise it scrolls the page. One finger scrolls the page too.
 */
export function listenToPointers(canvas: HTMLElement, wishes: PointerWishes): void {
  const down = new Map<number, { x: number; y: number; readonly startX: number; readonly startY: number }>();
  let isMoved = false;
  let spread = 0;
  let turned = 0;
  const place = (event: MouseEvent): [number, number] => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const share = (value: number): number => Math.min(0.999999, Math.max(0, value));
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)];
  };
  const apart = (): number => {
    const [one, other] = [...down.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };
  const lift = (event: PointerEvent): void => {
    down.delete(event.pointerId);
    spread = apart();
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) isMoved = false;
    down.set(event.pointerId, {
      x: event.clientX,
      y: event.clientY,
      startX: event.clientX,
      startY: event.clientY,
    });
    spread = apart();
    if (event.pointerType === "mouse") canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const finger = down.get(event.pointerId);
    if (finger === undefined) {
      if (event.pointerType === "mouse") wishes.point(...place(event));
      return;
    }
    const byY = event.clientY - finger.y;
    finger.x = event.clientX;
    finger.y = event.clientY;
    if (Math.hypot(finger.x - finger.startX, finger.y - finger.startY) > STILL) isMoved = true;
    if (down.size === 2) {
      isMoved = true;
      const now = apart();
      if (spread > 0 && (now > spread * PINCH_STEP || now < spread / PINCH_STEP)) {
        wishes.zoom(now > spread ? 1 : -1, ...place(event));
        spread = now;
      }
    } else if (isMoved && event.pointerType === "mouse") {
      wishes.drag(-byY / canvas.clientHeight);
    }
  });
  canvas.addEventListener("pointerup", (event) => {
    const isTap = down.has(event.pointerId) && down.size === 1 && !isMoved;
    lift(event);
    if (isTap) wishes.choose(...place(event));
  });
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") wishes.leave();
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !canvas.matches(":focus")) return;
      event.preventDefault();
      turned -= event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 20;
      const steps = Math.trunc(turned / WHEEL_STEP);
      turned -= steps * WHEEL_STEP;
      if (steps !== 0) wishes.zoom(Math.sign(steps), ...place(event));
    },
    { passive: false },
  );
}
