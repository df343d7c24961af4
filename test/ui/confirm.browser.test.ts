import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../../src/ui/strata-confirm/strata-confirm.ts";
import { focused, mount } from "./mounted.ts";

async function ask(snapshotName: string | null) {
  const answers: unknown[] = [];
  const question = await mount("strata-confirm", {
    locale: localeOf("en"),
    question: "Revert?",
    consequences: ["One block will be lost."],
    confirmLabel: "Revert",
    snapshotName,
  });
  question.component.addEventListener("confirmed", (event) => {
    answers.push((event as ConfirmedEvent).detail.snapshotFirst);
  });
  question.component.addEventListener("cancelled", () => answers.push("cancelled"));
  return { ...question, answers };
}

describe("strata-confirm", () => {
  test("takes the focus when it appears, and says what will be lost", async () => {
    const { button, find } = await ask("Before");
    expect(focused()).toBe(button("Revert"));
    expect(find("#consequences").textContent).toContain("One block will be lost.");
    expect(find("[role=group]").getAttribute("aria-describedby")).toBe("consequences");
  });

  test("answers with the name of the snapshot to take first, which is offered already ticked", async () => {
    const { button, answers } = await ask("Before");
    button("Revert").click();
    expect(answers).toEqual(["Before"]);
  });

  test("answers with null where the tick was taken away, and where no snapshot can be offered", async () => {
    const ticked = await ask("Before");
    ticked.find("input").click();
    ticked.button("Revert").click();
    expect(ticked.answers).toEqual([null]);

    const without = await ask(null);
    expect(without.component.shadowRoot?.querySelector("input")).toBeNull();
    without.button("Revert").click();
    expect(without.answers).toEqual([null]);
  });

  test("Escape answers no, and goes no further", async () => {
    const { button, answers } = await ask("Before");
    let hasEscaped = false;
    const note = () => {
      hasEscaped = true;
    };
    document.body.addEventListener("keydown", note, { once: true });
    button("Revert").dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }),
    );
    document.body.removeEventListener("keydown", note);
    expect(answers).toEqual(["cancelled"]);
    expect(hasEscaped).toBe(false);
  });
});
