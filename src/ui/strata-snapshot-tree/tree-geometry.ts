import type { TreeLayout, TreePoint } from "./tree-layout.ts";

/** Pixels of a point's box, and from one to the next. */
export const NODE = { width: 142, height: 112 } as const;
const PITCH = { x: 168, y: 130 } as const;
/** Pixels around the whole, where the outline of a box has room. */
const MARGIN = { x: 14, y: 10 } as const;
/** Pixels between the left edge and the first box: the base image is there. */
const BASE_WIDTH = 66;
const CURVE = 10;

export interface Box {
  readonly left: number;
  readonly top: number;
}

export const boxOf = ({ column, lane }: Pick<TreePoint, "column" | "lane">): Box => ({
  left: MARGIN.x + BASE_WIDTH + (column - 1) * PITCH.x,
  top: MARGIN.y + lane * PITCH.y,
});

/** Where the line of the base image ends, and the first lane's begins. */
export const baseBox: Box & { readonly width: number } = {
  left: MARGIN.x,
  top: MARGIN.y,
  width: BASE_WIDTH - 20,
};

export const extentOf = ({ points, laneCount }: TreeLayout): { width: number; height: number } => ({
  width: boxOf({ column: points.length, lane: 0 }).left + NODE.width + MARGIN.x,
  height: boxOf({ column: 1, lane: laneCount - 1 }).top + NODE.height + MARGIN.y,
});

/** What is seen of the whole, in pixels. */
export interface Viewport {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels around the viewport in which things are drawn already. */
const AHEAD = 320;

/** Positions of the points within the viewport or near it, the oldest first. */
export function pointsInView({ points }: TreeLayout, viewport: Viewport): number[] {
  const first = Math.floor((viewport.left - AHEAD - BASE_WIDTH) / PITCH.x);
  const last = Math.ceil((viewport.left + viewport.width + AHEAD) / PITCH.x) + 1;
  const seen: number[] = [];
  // A point's column follows from its position.
  for (let index = Math.max(0, first); index < Math.min(points.length, last); index++) {
    const { top } = boxOf(points[index] as TreePoint);
    if (top + NODE.height < viewport.top - AHEAD || top > viewport.top + viewport.height + AHEAD) continue;
    seen.push(index);
  }
  return seen;
}

/** Lines from what points stand on, as the data of one path: those that cross the viewport, or come near it. */
export function linesInView({ points }: TreeLayout, viewport: Viewport): string {
  const parts: string[] = [];
  const left = viewport.left - AHEAD;
  const right = viewport.left + viewport.width + AHEAD;
  for (const point of points) {
    const parent = point.parent === null ? null : (points[point.parent] as TreePoint);
    const from = parent === null ? baseBox : boxOf(parent);
    const to = boxOf(point);
    const start = from.left + (parent === null ? baseBox.width : NODE.width);
    if (to.left < left || start > right) continue;
    const [fromY, toY] = [from.top + NODE.height / 2, to.top + NODE.height / 2];
    if (fromY === toY) {
      parts.push(`M${Math.max(start, left)} ${fromY}H${Math.min(to.left, right)}`);
      continue;
    }
    const bend = start + (PITCH.x - NODE.width) / 2;
    const down = Math.sign(toY - fromY);
    parts.push(
      `M${start} ${fromY}H${bend - CURVE}Q${bend} ${fromY} ${bend} ${fromY + down * CURVE}` +
        `V${toY - down * CURVE}Q${bend} ${toY} ${bend + CURVE} ${toY}H${to.left}`,
    );
  }
  return parts.join("");
}

/** How far to scroll so that a box is seen whole, with some room. */
export function scrolledTo(box: Box, viewport: Viewport): { left: number; top: number } {
  const along = (start: number, length: number, seen: number, seenLength: number, room: number): number => {
    if (start - room < seen) return Math.max(0, start - room);
    return start + length + room > seen + seenLength ? start + length + room - seenLength : seen;
  };
  return {
    left: along(box.left, NODE.width, viewport.left, viewport.width, Math.min(PITCH.x, viewport.width / 4)),
    top: along(box.top, NODE.height, viewport.top, viewport.height, MARGIN.y),
  };
}
