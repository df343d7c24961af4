import { expect, test } from "../support/e2e.ts";
import { boot, guest } from "../support/strata-page.ts";
import { openTeachingMachine, run } from "./teaching-machine.ts";

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
