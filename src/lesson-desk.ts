import { download } from "./downloads.ts";
import type { LessonVerification } from "./lessons/lesson-commands.ts";
import { readLessonFile } from "./lessons/lesson-file.ts";
import type { ReadLesson } from "./lessons/read-lesson.ts";
import { type ResultFile, readResult } from "./lessons/result-file.ts";
import { resultsCsv } from "./lessons/results-csv.ts";
import { StrataTeacher } from "./ui/strata-teacher/strata-teacher.ts";

/** What a teacher has before them: the results that were handed in, and a lesson that is being checked. */
export class TeacherDesk {
  #page: StrataTeacher | null = null;
  #results: readonly ResultFile[] = [];
  /** The lesson from a file that was checked last, if it can be used. */
  #checked: ReadLesson | null = null;

  /** The page for teachers, with what has been collected so far. */
  open(): StrataTeacher {
    const page = new StrataTeacher();
    page.results = this.#results;
    this.#page = page;
    return page;
  }

  /** Takes results in, each once; files that hold none are named. */
  async collect(files: readonly File[]): Promise<void> {
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, result: readResult(await file.text()) })),
    );
    const known = new Set(this.#results.map((result) => JSON.stringify(result)));
    const results = read.flatMap(({ result }) => {
      const isNew = result !== null && !known.has(JSON.stringify(result));
      if (isNew) known.add(JSON.stringify(result));
      return isNew ? [result] : [];
    });
    this.#show([...this.#results, ...results]);
    if (this.#page !== null)
      this.#page.refused = read.filter(({ result }) => result === null).map(({ name }) => name);
  }

  clear(): void {
    this.#show([]);
  }

  /** Hands the results to the browser as a table. */
  saveTable(): void {
    download("results.csv", new Blob([resultsCsv(this.#results)], { type: "text/csv" }));
  }

  async check(file: File): Promise<void> {
    const reading = readLessonFile(await file.text());
    this.#checked = reading.kind === "read" ? reading.lesson : null;
    if (this.#page === null) return;
    const problems = reading.kind === "refused" ? reading.problems : [];
    this.#page.checked = { name: file.name, problems, verification: null };
  }

  /** Tries out the lesson that was checked. Rejects as `verify`. */
  async tryOut(verify: (lesson: ReadLesson) => Promise<LessonVerification>): Promise<void> {
    const page = this.#page;
    if (this.#checked === null || page === null) return;
    page.isTrying = true;
    try {
      const verification = await verify(this.#checked);
      if (page.checked !== null) page.checked = { ...page.checked, verification };
    } finally {
      page.isTrying = false;
    }
  }

  #show(results: readonly ResultFile[]): void {
    this.#results = results;
    if (this.#page === null) return;
    this.#page.results = results;
    this.#page.refused = [];
  }
}
