import { LitElement } from "lit";
import type { ViewModel } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-app/strata-app.ts";
import { StrataLesson } from "../../src/ui/strata-lesson/strata-lesson.ts";
import { madeUpDisk } from "./made-up-disk.ts";
import { madeUpInsight } from "./made-up-insight.ts";
import { madeUpLesson } from "./made-up-lesson.ts";
import {
  madeUpDamage,
  madeUpEncryptedMachines,
  madeUpFreed,
  madeUpMachines,
  madeUpMedia,
  madeUpSystems,
  madeUpUsage,
  madeUpVerification,
} from "./made-up-store.ts";
import { afterRevert, madeUpViews, shellLines } from "./made-up-views.ts";

/**
 * Shows the page with made-up views: `?state=` chooses one of `madeUpViews`, `?lesson=` an exercise beside it, with
 * `&step=` and `&passed`. Commands are collected in
 * `gallery.commands`, and `gallery.show` changes the view, for scripts that look at the page.
 */

/** The elements of the emulator's text mode, with its rows and its cursor. */
function drawScreen(lines: readonly string[]): HTMLElement {
  const screen = document.createElement("div");
  const element = document.createElement("div");
  const text = document.createElement("div");
  for (let row = 0; row < 25; row += 1) {
    const line = document.createElement("div");
    const span = document.createElement("span");
    span.style.backgroundColor = "#000";
    span.textContent = (lines[row] ?? "").padEnd(80);
    line.append(span);
    text.append(line);
  }
  const canvas = document.createElement("canvas");
  canvas.style.display = "none";
  element.append(text, canvas);
  screen.append(element);
  return screen;
}

const isState = (name: string): name is keyof typeof madeUpViews => name in madeUpViews;
const asked = new URLSearchParams(location.search).get("state") ?? "first-visit";
const state = isState(asked) ? asked : "first-visit";

const app = document.createElement("strata-app");
app.view = madeUpViews[state];
app.screen = drawScreen(state === "first-visit" || state === "off" || state === "booting" ? [] : shellLines);
const listeners = new Set<(bytes: Uint8Array) => void>();
const encoder = new TextEncoder();
app.console = {
  subscribe: (listener) => {
    listeners.add(listener);
    listener(encoder.encode(`${shellLines.join("\r\n")}\r\n`));
    return () => listeners.delete(listener);
  },
  send: (bytes) => {
    for (const listener of listeners) listener(bytes);
  },
};

app.insight = madeUpInsight;
app.systems = madeUpSystems;
app.media = madeUpMedia;
app.machines = state === "encrypted" ? madeUpEncryptedMachines : madeUpMachines;
if (state === "freed") app.freed = madeUpFreed;
if (state === "look") {
  app.look = {
    reason: "elsewhere",
    writer: { machine: "Linux", isOn: true },
    isTaking: false,
    refusal: null,
  };
}
app.verification = state === "error" ? madeUpDamage : madeUpVerification;

const commands: unknown[] = [];
app.addEventListener("strata-command", (event) => {
  commands.push(event.detail);
  if (event.detail.kind === "measure-usage") app.usage = madeUpUsage;
  if (event.detail.kind === "inspect-freed") app.freed = madeUpFreed;
});
document.body.append(app);
if (state === "disk") {
  const { port, view } = await madeUpDisk(madeUpViews.disk);
  app.view = view;
  app.disk = port;
}

/** The element that the selectors lead to, each within the tree of the one before, as it is drawn. */
async function drawn(...selectors: readonly string[]): Promise<HTMLElement | null> {
  let found: HTMLElement | null = app;
  for (const selector of selectors) {
    if (found instanceof LitElement) await found.updateComplete;
    found = found?.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }
  return found;
}

if (state === "freed" || state === "encrypted") {
  const fold = await drawn("strata-storage", ".fold");
  fold?.setAttribute("open", "");
}
if (state === "thick-question") {
  const settings = ["strata-machine", "strata-settings"];
  const choice = (await drawn(...settings, "#second-disk")) as HTMLSelectElement | null;
  if (choice) choice.value = "64-thick";
  choice?.dispatchEvent(new Event("change"));
  (await drawn(...settings, "#add-second-disk"))?.click();
}

const lessonId = new URLSearchParams(location.search).get("lesson");
if (lessonId !== null && app.view !== null) {
  const parameters = new URLSearchParams(location.search);
  const panel = new StrataLesson();
  panel.slot = "lesson";
  panel.host = app.view;
  panel.language = app.language;
  panel.lesson = await madeUpLesson(
    lessonId,
    Number(parameters.get("step") ?? 0),
    parameters.has("passed"),
    app.view,
  );
  app.append(panel);
  location.hash = `#/lesson/${lessonId}`;
}

declare global {
  interface Window {
    gallery: {
      readonly commands: readonly unknown[];
      show(view: ViewModel): void;
      readonly views: typeof madeUpViews;
      readonly afterRevert: ViewModel;
    };
  }
}
window.gallery = {
  commands,
  show: (view) => {
    app.view = view;
  },
  views: madeUpViews,
  afterRevert,
};
