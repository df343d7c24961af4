import type { Page } from "@playwright/test";

/** In how many records of extents in the page's IndexedDB a text lies, referred to or not. */
export function countBlocksWith(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("strata");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const decoder = new TextDecoder("latin1");
          const cursor = opening.result.transaction("extents").objectStore("extents").openCursor();
          let count = 0;
          cursor.onerror = () => reject(cursor.error);
          cursor.onsuccess = () => {
            if (cursor.result === null) {
              opening.result.close();
              resolve(count);
              return;
            }
            if (decoder.decode(cursor.result.value as Uint8Array).includes(wanted)) count++;
            cursor.result.continue();
          };
        };
      }),
    text,
  );
}
