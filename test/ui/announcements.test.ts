import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import { announcements } from "../../src/ui/strata-app/announcements.ts";
import { saveStatus } from "../../src/ui/strata-storage/save-status.ts";
import { madeUpViews, timing } from "./made-up-views.ts";

const english = localeOf("en");

describe("announcements", () => {
  test("a view that changed in nothing to hear is silent", () => {
    expect(announcements(madeUpViews.running, madeUpViews.running, english)).toEqual([]);
  });

  test("the machine's new state is said", () => {
    expect(announcements(madeUpViews["first-visit"], madeUpViews.booting, english)).toContain(
      "The machine is starting.",
    );
  });

  test("a snapshot is said when it has become durable, not before", () => {
    expect(announcements(madeUpViews.running, madeUpViews.saving, english)).toEqual([]);
    expect(announcements(madeUpViews.saving, madeUpViews.running, english)).toEqual([
      "Snapshot “Broken on purpose” is saved.",
    ]);
  });

  test("a long operation is said when it starts and ends", () => {
    expect(announcements(madeUpViews.running, madeUpViews.copying, english)).toEqual([
      "Copying every byte of the disk…",
    ]);
    expect(announcements(madeUpViews.copying, madeUpViews.running, english)).toEqual([
      "Copying every byte of the disk: ended.",
    ]);
  });
});

test("a file is said once it has arrived", () => {
  const { running } = madeUpViews;
  const carrying = (status: "under-way" | "done") => ({
    ...running,
    machine: {
      ...running.machine,
      transfer: { direction: "put", status, path: "/root/a", done: 3, total: 3, waitingCount: 0 } as const,
    },
  });
  const arrived = carrying("done");
  expect(announcements(running, carrying("under-way"), english)).toEqual([]);
  expect(announcements(carrying("under-way"), arrived, english)).toEqual([
    "/root/a is in the machine, 3\u00a0B.",
  ]);
  expect(announcements(arrived, { ...arrived }, english)).toEqual([]);
});

describe("announcements of what was done", () => {
  const wentBack = (operation: "revert" | "discard", subject: string) => ({
    ...madeUpViews.running,
    timings: [timing(operation, subject, 10, { elapsedMs: 48 }), ...madeUpViews.running.timings],
  });

  test("a revert is said with its target and its time, once", () => {
    const after = wentBack("revert", "Fresh boot");
    expect(announcements(madeUpViews.running, after, english)).toEqual([
      "Back at “Fresh boot” after 48\u00a0ms.",
    ]);
    expect(announcements(after, after, english)).toEqual([]);
  });

  test("a change of the tree is said with its subject and its time", () => {
    const timings = [timing("merge", "Fresh boot", 10, { elapsedMs: 48 }), ...madeUpViews.running.timings];
    expect(announcements(madeUpViews.running, { ...madeUpViews.running, timings }, english)).toEqual([
      "Merge: “Fresh boot”, in 48\u00a0ms.",
    ]);
  });

  test("without a snapshot the base image is named", () => {
    expect(announcements(madeUpViews.running, wentBack("discard", ""), english)).toEqual([
      "Back at the base image after 48\u00a0ms.",
    ]);
  });
});

describe("saveStatus", () => {
  const disk = madeUpViews.running.disk;

  test("unsaved bytes are said before anything else", () => {
    expect(saveStatus({ ...disk, unsavedBytes: 4096 }, 0, english)).toBe("4\u00a0KiB not yet saved");
  });

  test("says how long ago everything was saved", () => {
    expect(saveStatus({ ...disk, savedAt: 1000 }, 4000, english)).toBe("Saved 3s ago");
  });

  test("claims no saving that has not been", () => {
    expect(saveStatus({ ...disk, savedAt: null }, 0, english)).toBe("Nothing to save");
  });
});
