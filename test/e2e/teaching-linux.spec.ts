import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";

const PROMPT = "strata:~# ";

/** Opens the page with a new machine over the teaching Linux in place of the first one. */
async function openTeachingMachine(page: Page): Promise<void> {
  await openStrataPage(page);
  await page.evaluate(async () => {
    const { id } = await strata.machines.create({ name: "Class", image: "teaching-linux" });
    await strata.machines.open(id);
  });
}

/** What the guest writes to its serial console, from now on. */
async function listen(page: Page) {
  await page.evaluate(() => {
    const heard = { text: "" };
    Object.assign(globalThis, { heard });
    const decoder = new TextDecoder();
    document.querySelector("strata-app")?.console?.subscribe((bytes) => {
      heard.text += decoder.decode(bytes, { stream: true });
    });
  });
  const text = () =>
    page.evaluate(() => (globalThis as unknown as { readonly heard: { readonly text: string } }).heard.text);
  let from = 0;
  return {
    /** Waits until `wanted` was written since what was last waited for; resolves with all that came before it, with ␛ for Escape. */
    until: async (wanted: string): Promise<string> => {
      await expect.poll(async () => (await text()).slice(from), { timeout: 60_000 }).toContain(wanted);
      const all = await text();
      const start = from;
      from = all.indexOf(wanted, from) + wanted.length;
      return all.slice(start, from - wanted.length).replaceAll("\u001b", "␛");
    },
    /** How many characters were written so far. */
    length: async (): Promise<number> => (await text()).length,
  };
}

/** What a command of the guest that must succeed writes. */
async function run(page: Page, command: string): Promise<string> {
  const { exitCode, stdout } = await guest(page, `exec 2>&1; ${command}`);
  expect(exitCode, `${command}\n${stdout}`).toBe(0);
  return stdout;
}

const writtenBytes = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector("strata-app")?.view?.disk.writtenBytes ?? Number.NaN);

test("the tools of the teaching Linux do their work", async ({ page }) => {
  test.setTimeout(300_000);
  await openTeachingMachine(page);
  await boot(page);
  expect(await page.evaluate(() => strata.machine.config.ramMiB)).toBe(64);

  await test.step("a C program is compiled, linked with the libraries, and runs", async () => {
    const program = String.raw`
      #include <math.h>
      #include <pthread.h>
      #include <regex.h>
      #include <stdio.h>
      static void *root(void *number) { *(double *)number = sqrt(*(double *)number); pthread_exit(NULL); }
      int main(int count, char **words) {
        regex_t digits; pthread_t thread; double number = 0;
        regcomp(&digits, "^[0-9]+$", REG_EXTENDED);
        for (int i = 1; i < count; i++)
          if (regexec(&digits, words[i], 0, NULL, 0) == 0) { double one; sscanf(words[i], "%lf", &one); number += one; }
        pthread_create(&thread, NULL, root, &number); pthread_join(thread, NULL);
        printf("%.3f\n", number); return 0;
      }`;
    await run(page, `cat > sum.c <<'END'\n${program}\nEND\ntcc -Wall -o sum sum.c -lm -lpthread`);
    expect(await run(page, "./sum 20 x 22")).toBe("6.481\n");
    expect(await run(page, "tcc -run examples/hello.c")).toMatch(
      /^Hello from Linux 6\.1\.\d+-strata on i686\.\n$/,
    );
    const table = await run(page, "make -s -C examples && examples/partitions");
    expect(table).toContain("partition 2: type 83, from sector 18432, 503 MiB\n");
    const { exitCode, stdout } = await guest(
      page,
      "echo 'int main(void) { return x; }' | tcc -c -o x.o - 2>&1",
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain("'x' undeclared");
  });

  await test.step("a Lua script and a database answer", async () => {
    expect(await run(page, `lua -e 'local s = 0; for i = 1, 100 do s = s + i end; print(s, _VERSION)'`)).toBe(
      "5050\tLua 5.4\n",
    );
    await run(page, "sqlite3 library.db < examples/library.sql");
    const query = "SELECT author, max(year) FROM book GROUP BY author HAVING count(*) > 1";
    expect(await run(page, `sqlite3 library.db '${query}'`)).toBe("Jules Verne|1872\n");
    expect(await run(page, "head -c 15 library.db")).toBe("SQLite format 3");
  });

  await test.step("a file system is made, examined, opened up and mended", async () => {
    await run(page, "mke2fs -q -F -t ext4 -L lesson fs.img 16M && e2fsck -fp fs.img");
    const description = await run(page, "dumpe2fs fs.img");
    expect(description).toMatch(/^Filesystem volume name: +lesson$/m);
    expect(description).toMatch(/^Inode count: +4096$/m);
    await run(page, "echo 'found by debugfs' > text && debugfs -w -R 'write text inside' fs.img");
    expect(await run(page, "debugfs -R 'cat inside' fs.img 2>/dev/null")).toBe("found by debugfs\n");
    // An inode that its folder no longer knows.
    await run(page, "debugfs -w -R 'unlink inside' fs.img");
    const { exitCode, stdout } = await guest(page, "e2fsck -fy fs.img 2>&1");
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toContain("Unattached inode 12");
    await run(page, "mkdir -p /mnt/fs && mount -o loop fs.img /mnt/fs");
    expect(await run(page, "cat '/mnt/fs/lost+found/#12' && umount /mnt/fs")).toBe("found by debugfs\n");
  });

  await test.step("bytes are looked at, summed, copied with figures, and overwritten", async () => {
    expect(await run(page, "printf abc | sha256sum")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n",
    );
    expect(await run(page, "printf 'a\\0hidden text\\0b' | strings -n 6")).toBe("hidden text\n");
    expect(await run(page, "printf 'Strata\\n' | hexdump -C")).toContain("00000000  53 74 72 61 74 61 0a ");
    const figures = await run(page, "dd if=/dev/zero of=zeros bs=4k count=256");
    expect(figures).toContain(
      "256+0 records in\n256+0 records out\n1048576 bytes (1.0 MB, 1.0 MiB) copied, ",
    );
    const passes = await run(page, "cp examples/hello.c note && sync && shred -v -n 2 -z note && sync");
    expect(passes).toContain("pass 3/3 (000000)");
    expect(await run(page, "tr -d '\\000' < note | wc -c")).toBe("0\n");
  });
});

test("the consoles of the teaching Linux complete, remember, edit and move", async ({ page }) => {
  test.setTimeout(300_000);
  await openTeachingMachine(page);
  const console = await listen(page);
  await boot(page);
  await console.until("Tab completes what you type");
  await console.until(PROMPT);
  await page.getByRole("tab", { name: "Serial console" }).click();
  await page.getByRole("textbox", { name: "Serial console of the machine" }).focus();
  const { keyboard } = page;

  await test.step("Tab completes, and lists in colours what it could be", async () => {
    await keyboard.type("cat ex");
    await keyboard.press("Tab");
    await console.until("amples/");
    await keyboard.type("h");
    await keyboard.press("Tab");
    await console.until("ello.c ");
    await keyboard.type("| wc -l\n");
    expect(await console.until(PROMPT)).toMatch(/\n11\r\n$/);
    await keyboard.type("ls examples/l");
    await keyboard.press("Tab");
    // What has been typed stands out of the rest.
    expect(await console.until(PROMPT)).toMatch(/␛\[01;35mli␛\[0m/);
    await keyboard.press("Control+c");
    await console.until(PROMPT);
  });

  await test.step("the arrow keys bring back what begins as the line does", async () => {
    await keyboard.type("echo once >> said\n");
    await console.until(PROMPT);
    await keyboard.type("true\n");
    await console.until(PROMPT);
    await keyboard.type("ec");
    await keyboard.press("ArrowUp");
    await console.until("ho once >> said");
    await keyboard.press("Enter");
    await console.until(PROMPT);
    expect(await run(page, "cat said")).toBe("once\nonce\n");
    // Another shell has it too, and the disk does not.
    await keyboard.type("exit\n");
    await console.until(PROMPT);
    await keyboard.type("ec");
    await keyboard.press("ArrowUp");
    await console.until("ho once >> said");
    await keyboard.press("Control+c");
    await console.until(PROMPT);
    expect(await run(page, "ls -A")).toBe("examples\nsaid\n");
  });

  await test.step("nano writes what was typed", async () => {
    await keyboard.type("nano letter.txt\n");
    await console.until("[ New File ]");
    await console.until("Go To Line");
    await keyboard.type("Dear disk,\nkeep this.");
    await console.until("keep this.");
    await keyboard.press("Control+o");
    await console.until("File Name to Write");
    await keyboard.press("Enter");
    await console.until("Wrote 2 lines");
    await keyboard.press("Control+x");
    await console.until(PROMPT);
    expect(await run(page, "cat letter.txt")).toBe("Dear disk,\nkeep this.\n");
  });

  await test.step("nano colours a program, and changes it", async () => {
    await keyboard.type("nano examples/hello.c\n");
    // "int" is a type.
    expect(await console.until(" main(")).toContain("␛[32mint␛[39m");
    await console.until("return");
    await keyboard.press("Control+\\");
    await console.until("Search (to replace)");
    await keyboard.type("Hello\n");
    await console.until("Replace with");
    await keyboard.type("Bonjour\n");
    await console.until("this instance?");
    await keyboard.type("a");
    await console.until("Replaced 1 occurrence");
    await keyboard.press("Control+x");
    await console.until("Save modified buffer?");
    await keyboard.type("y");
    await console.until("File Name to Write");
    await keyboard.press("Enter");
    await console.until(PROMPT);
    expect(await run(page, "tcc -run examples/hello.c")).toMatch(/^Bonjour from Linux /);
  });

  await test.step("things move, and stop when they are told to", async () => {
    await keyboard.type("lua examples/life.lua 3\n");
    await console.until("generation 3");
    await console.until(PROMPT);
    await keyboard.type("sl\n");
    expect((await console.until(PROMPT)).length).toBeGreaterThan(10_000);
    await keyboard.type("cmatrix\n");
    const before = await console.length();
    await expect.poll(() => console.length(), { timeout: 60_000 }).toBeGreaterThan(before + 5_000);
    await keyboard.type("q");
    await console.until(PROMPT);
  });

  await test.step("the screen's own keyboard completes and remembers too", async () => {
    await page.evaluate(async () => {
      await strata.machine.sendText("touch a-long-name\ncp a-lo\t other-\n");
      await strata.machine.sendText("echo typed >> on-screen\n\u0010\n");
    });
    await expect
      .poll(async () => (await guest(page, "ls other-; cat on-screen")).stdout, { timeout: 60_000 })
      .toBe("other-\ntyped\ntyped\n");
  });
});

test("the teaching Linux is chosen in the page, fetched as it is needed, and as quiet and breakable as the small one", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(300_000);
  const faults = await watchPage(page, baseURL);
  const fetched = new Set<string>();
  page.on("request", (request) => {
    const part = /images\/(teaching-linux\/.*\.part)$/.exec(new URL(request.url()).pathname)?.[1];
    if (part !== undefined) fetched.add(part);
  });
  await openStrataPage(page);

  await test.step("choose it", async () => {
    await page.getByText("Storage in detail").click();
    await page.getByRole("button", { name: "New machine", exact: true }).click();
    const systems = page.getByRole("group", { name: "Its system" });
    await expect(systems.getByRole("radio", { name: /^Small Linux/ })).toBeChecked();
    await systems
      .getByRole("radio", { name: /^Teaching Linux.*A disk of 512\sMiB; 9\sMiB to fetch/s })
      .check();
    await page.getByLabel("Name of the new machine").fill("Class");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    const row = page.getByRole("listitem").filter({ hasText: "Class" });
    await expect(row).toContainText("Teaching Linux");
    // Nothing is fetched for a machine that is not used.
    expect(fetched.size).toBe(0);
    await page.getByRole("button", { name: "Open “Class”" }).click();
    await expect(page.getByRole("heading", { name: "Machine: Class", exact: true })).toBeVisible();
    expect(await page.evaluate(() => strata.disk.size)).toBe(512 * 2 ** 20);
  });

  await test.step("image-unknown: what the site does not have is refused", async () => {
    const code = await page.evaluate(() =>
      strata.machines.create({ name: "x", image: "plan9" }).catch((error: { code: string }) => error.code),
    );
    expect(code).toBe("image-unknown");
    expect(await page.evaluate(() => strata.machines.list().length)).toBe(2);
  });

  await test.step("it boots, from some of its parts", async () => {
    const elapsedMs = await boot(page);
    test.info().annotations.push({ type: "boot", description: `${elapsedMs} ms, ${fetched.size} parts` });
    const { parts } = (await (await page.request.get("images/teaching-linux/manifest.json")).json()) as {
      parts: readonly unknown[];
    };
    expect(fetched.size).toBeGreaterThan(20);
    expect(fetched.size).toBeLessThan(parts.length / 2);
    expect(await run(page, "cat /etc/os-release")).toContain("Strata teaching Linux");
  });

  await test.step("P4: left alone it writes nothing", async () => {
    await run(page, "sync");
    await page.waitForTimeout(6_000);
    const before = await writtenBytes(page);
    expect(before).toBeGreaterThan(0);
    await page.waitForTimeout(40_000);
    expect(await writtenBytes(page)).toBe(before);
  });

  await test.step("S3: it breaks, and comes back from a snapshot", async () => {
    await run(page, "echo kept > /root/kept; sync");
    const { snapshot, clone } = await page.evaluate(async () => {
      const taken = await strata.snapshots.take({ name: "whole" });
      const { machine } = await strata.snapshots.clone(taken.id, { name: "Clone", linked: true });
      return { snapshot: taken.id, clone: machine };
    });
    await guest(page, "rm -rf /bin; sync");
    await expect(guest(page, "true")).rejects.toThrow();
    await page.evaluate((id) => strata.snapshots.revert(id), snapshot);
    expect(await run(page, "cat /root/kept; lua -v")).toMatch(/^kept\nLua 5\.4/);
    expect(
      await page.evaluate((id) => strata.machines.list().find((machine) => machine.id === id)?.image, clone),
    ).toBe("teaching-linux");
  });

  await test.step("it switches itself off, and the next page opens it again", async () => {
    await page.evaluate(() => strata.machine.sendText("poweroff\r", { console: "serial" }));
    await expect
      .poll(() => page.evaluate(() => strata.machine.state), { timeout: 60_000 })
      .toBe("stopped-by-guest");
    await page.reload();
    await page.evaluate(() => strata.ready);
    expect(await page.evaluate(() => strata.machines.current().image)).toBe("teaching-linux");
    await boot(page);
    expect(await run(page, "cat /root/kept")).toBe("kept\n");
    await page.evaluate(() => strata.machine.powerOff());
  });

  expect(faults()).toEqual([]);
});

test("an address names the system of the first machine, and of no other", async ({ page }) => {
  const present = () => page.evaluate(() => strata.ready.then(() => strata.machines.current().image));
  await page.goto("./?system=plan9");
  await expect(page.getByText("This site does not have the system")).toBeVisible();
  expect(await page.evaluate(() => strata.ready.catch((error: { code: string }) => error.code))).toBe(
    "image-unknown",
  );
  await page.goto("./?system=teaching-linux");
  expect(await present()).toBe("teaching-linux");
  await page.goto("./?system=linux");
  expect(await present()).toBe("teaching-linux");
});
