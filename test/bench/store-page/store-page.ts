// The page in which the store is measured by itself: no emulator, no guest.

import { Random } from "../../support/random.ts";
import { Depths } from "./depths.ts";
import { measureDiskSizes } from "./disk-sizes.ts";
import { Filling } from "./filling.ts";
// Brings the type of `globalThis.storeBench`.
import type {} from "./measurements.ts";
import { measureMerges } from "./merges.ts";
import { measureScatteredWrites } from "./scattered-writes.ts";
import { Trees } from "./trees.ts";

const filling = new Filling("file-like");
let depths: Depths | null = null;
let trees: Trees | null = null;

globalThis.storeBench = {
  async prepare(measurement) {
    if (measurement === "depths") depths = await Depths.make(filling);
    if (measurement === "trees") trees = await Trees.make(filling);
  },
  async run(measurement, run) {
    const random = new Random(1 + run);
    switch (measurement) {
      case "disk-sizes":
        return measureDiskSizes(filling);
      case "depths":
        return (depths as Depths).measure(random);
      case "trees":
        return (trees as Trees).measure();
      case "scattered-writes":
        return measureScatteredWrites(random, run);
      case "merges":
        return measureMerges(filling, run);
    }
  },
  async finish() {
    await depths?.destroy();
    await trees?.destroy();
    depths = null;
    trees = null;
  },
};
