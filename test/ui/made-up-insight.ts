import type { SnapshotId } from "../../src/core/identity.ts";
import type { SnapshotComparison, SnapshotPrediction } from "../../src/lab/snapshot-insight.ts";
import type { PredictedOperation, SnapshotInsightPort } from "../../src/ui/snapshot-insight-port.ts";
import { madeUpUsage } from "./made-up-store.ts";

const nothing: SnapshotPrediction = {
  blockCount: 0,
  layerCount: 0,
  droppedBlockCount: 0,
  copiedBlockCount: 0,
  mapBytes: 0,
  freedExtentCount: 0,
  wipedBytesAtMost: 0,
  ramPageCount: null,
};

const predictions: Readonly<Record<PredictedOperation, SnapshotPrediction>> = {
  revert: { ...nothing, blockCount: 19, droppedBlockCount: 19, ramPageCount: 312 },
  remove: {
    ...nothing,
    blockCount: 70,
    layerCount: 2,
    droppedBlockCount: 4,
    mapBytes: 900,
    wipedBytesAtMost: 300_000,
  },
  "remove-branch": { ...nothing, droppedBlockCount: 111, wipedBytesAtMost: 2_000_000 },
  merge: { ...nothing, blockCount: 74, layerCount: 1, droppedBlockCount: 12, mapBytes: 900 },
  flatten: { ...nothing, blockCount: 4908, layerCount: 1, copiedBlockCount: 4871, mapBytes: null },
  "linked-clone": nothing,
  "full-clone": { ...nothing, blockCount: 4945, layerCount: 1, copiedBlockCount: 4945, mapBytes: null },
};

const comparison = (verify: boolean): SnapshotComparison => ({
  disks: [
    {
      drive: 0,
      blockCount: 65_536,
      apartCount: 83,
      equalCount: verify ? 3 : null,
      runs: [
        { first: 1034, count: 40, writtenBy: "first" },
        { first: 9100, count: verify ? 17 : 20, writtenBy: "both" },
        { first: 40_960, count: 23, writtenBy: "second" },
      ],
    },
  ],
  memory: {
    apartCount: 640,
    equalCount: verify ? 12 : null,
    pageCount: 16_384,
    runs: [
      { first: 256, count: 328 },
      { first: 9000, count: verify ? 300 : 312 },
    ],
  },
});

/** Answers that no store ever gave: every number is invented. */
export const madeUpInsight: SnapshotInsightPort = {
  predict: async (_id: SnapshotId | null, operation) => predictions[operation],
  compare: async (first, second, { verify = false } = {}) =>
    first === second ? { disks: [], memory: null } : comparison(verify),
  contents: async () => ({
    devices: { coreBytes: 118_000, videoBytes: 1_200_000 },
    disks: [
      {
        blockCount: 65_536,
        runs: [
          { first: 1034, count: 40 },
          { first: 9100, count: 20 },
          { first: 40_960, count: 14 },
        ],
      },
    ],
  }),
  usage: async () => madeUpUsage,
};
