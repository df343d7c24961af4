import { expect, test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";

test("long", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Profiler.enable");
  await cdp.send("Profiler.setSamplingInterval", { interval: 500 });
  await cdp.send("Profiler.start");
  const r = await page.evaluate(async () => {
    const tasks: [number, number][] = [];
    const t0 = performance.now();
    new PerformanceObserver((l) => {
      for (const e of l.getEntries()) tasks.push([Math.round(e.startTime - t0), Math.round(e.duration)]);
    }).observe({ type: "longtask" });
    const c = await strata.machine.reinstall("basalt");
    const c2 = await strata.machine.reinstall("basalt");
    await new Promise((x) => setTimeout(x, 500));
    return { tasks, c, c2 };
  });
  const { profile: p } = (await cdp.send("Profiler.stop")) as any;
  const self = new Map<string, number>();
  const dt = p.timeDeltas;
  const byId = new Map(p.nodes.map((n: any) => [n.id, n]));
  p.samples.forEach((s: number, i: number) => {
    const n: any = byId.get(s);
    const k =
      n.callFrame.functionName +
      ":" +
      n.callFrame.url.split("/").pop() +
      ":" +
      n.callFrame.lineNumber +
      ":" +
      n.callFrame.columnNumber;
    self.set(k, (self.get(k) ?? 0) + dt[i] / 1000);
  });
  console.log(JSON.stringify(r));
  console.log(
    [...self]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 25)
      .map(([k, v]) => v.toFixed(0) + " " + k)
      .join("\n"),
  );
  expect(1).toBe(1);
});
