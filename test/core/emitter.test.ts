import { expect, test } from "vitest";
import { Emitter } from "../../src/core/emitter.ts";

test("listeners hear later values in the order of subscription, until they unsubscribe", () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  emitter.emit(0);
  const unsubscribe = emitter.subscribe((value) => heard.push(`first ${value}`));
  emitter.subscribe((value) => heard.push(`second ${value}`));
  emitter.emit(1);
  unsubscribe();
  unsubscribe();
  emitter.emit(2);
  expect(heard).toEqual(["first 1", "second 1", "second 2"]);
});

test("a listener that unsubscribes while it is called leaves none out", () => {
  const emitter = new Emitter<void>();
  const heard: string[] = [];
  const unsubscribe = emitter.subscribe(() => unsubscribe());
  emitter.subscribe(() => heard.push("second"));
  emitter.emit();
  expect(heard).toEqual(["second"]);
});
